using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>Takes a member out of a team.</summary>
internal sealed record RemoveTeamMember
{
    [RouteParam] public Guid Id { get; init; }
    [RouteParam] public Guid AccountId { get; init; }
}

internal sealed class RemoveTeamMemberEndpoint(TeamBook teams) : Endpoint<RemoveTeamMember>
{
    public override void Configure()
    {
        Delete("/api/v1/teams/{id}/members/{accountId}");
        Permissions(AccessPermissions.WriteTeams);
        this.Describes("removeTeamMember", "Access", "Take a member out of a team", 204);
    }

    public override async Task HandleAsync(RemoveTeamMember r, CancellationToken ct)
    {
        await teams.LeaveAsync(await teams.GetAsync(r.Id, ct), r.AccountId, ct);
        await Send.NoContentAsync(ct);
    }
}
