using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>Changes to a team, as a JSON merge patch.</summary>
internal sealed record UpdateTeam
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<TeamFields> Changes { get; init; }
}

internal sealed class UpdateTeamEndpoint(TeamBook teams) : Endpoint<UpdateTeam, TeamView>
{
    public override void Configure()
    {
        Patch("/api/v1/teams/{id}");
        Permissions(AccessPermissions.WriteTeams);
        this.Describes("updateTeam", "Access", "Rename a team, or put it below another", 200, IdentityProblems.TeamNameTaken, IdentityProblems.TeamLoop, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateTeam r, CancellationToken ct)
    {
        var team = await teams.GetAsync(r.Id, ct, locked: true);
        HttpContext.HonourIfMatch(team.Version);
        var changed = await teams.ChangeAsync(team, r.Changes.ApplyTo(new() { Name = team.Name, ParentId = team.ParentId }, TeamFieldsValidator.Instance), ct);
        await Send.ChangedAsync(changed.Version, TeamView.Of(changed), ct);
    }
}
