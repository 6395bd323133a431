using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>Puts a member of the company into a team.</summary>
internal sealed record AddTeamMember
{
    [RouteParam] public Guid Id { get; init; }
    [RouteParam] public Guid AccountId { get; init; }
}

internal sealed class AddTeamMemberEndpoint(TeamBook teams) : Endpoint<AddTeamMember>
{
    public override void Configure()
    {
        Put("/api/v1/teams/{id}/members/{accountId}");
        Permissions(AccessPermissions.WriteTeams);
        this.Describes("addTeamMember", "Access", "Put a member into a team", 204);
    }

    public override async Task HandleAsync(AddTeamMember r, CancellationToken ct)
    {
        await teams.JoinAsync(await teams.GetAsync(r.Id, ct), r.AccountId, ct);
        await Send.NoContentAsync(ct);
    }
}
