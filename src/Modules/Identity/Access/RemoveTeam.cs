using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>Removes a team.</summary>
internal sealed record RemoveTeam
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RemoveTeamEndpoint(TeamBook teams) : Endpoint<RemoveTeam>
{
    public override void Configure()
    {
        Delete("/api/v1/teams/{id}");
        Permissions(AccessPermissions.WriteTeams);
        this.Describes("removeTeam", "Access", "Remove a team that has none below it; its members stay in the company", 204, IdentityProblems.TeamNotEmpty, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RemoveTeam r, CancellationToken ct)
    {
        var team = await teams.GetAsync(r.Id, ct, locked: true);
        HttpContext.HonourIfMatch(team.Version);
        await teams.RemoveAsync(team, ct);
        await Send.NoContentAsync(ct);
    }
}
