using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>Asks for one team.</summary>
internal sealed record GetTeam
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetTeamEndpoint(TeamBook teams) : Endpoint<GetTeam, TeamView>
{
    public override void Configure()
    {
        Get("/api/v1/teams/{id}");
        Permissions(AccessPermissions.ReadMembers);
        this.Describes("getTeam", "Access", "Read a team", 200);
    }

    public override async Task HandleAsync(GetTeam r, CancellationToken ct)
    {
        var team = await teams.GetAsync(r.Id, ct);
        await Send.FoundAsync(team.Version, TeamView.Of(team), ct);
    }
}
