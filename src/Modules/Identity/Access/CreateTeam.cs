using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>A team to be.</summary>
internal sealed record CreateTeam
{
    [FromBody] public required TeamFields Team { get; init; }
}

internal sealed class CreateTeamValidator : Validator<CreateTeam>
{
    public CreateTeamValidator() => RuleFor(t => t.Team).SetValidator(TeamFieldsValidator.Instance);
}

internal sealed class CreateTeamEndpoint(TeamBook teams) : Endpoint<CreateTeam, TeamView>
{
    public override void Configure()
    {
        Post("/api/v1/teams");
        Permissions(AccessPermissions.WriteTeams);
        this.Describes("createTeam", "Access", "Make a team", 201, IdentityProblems.TeamNameTaken, IdentityProblems.TeamLoop);
    }

    public override async Task HandleAsync(CreateTeam r, CancellationToken ct)
    {
        var team = await teams.AddAsync(r.Team, ct);
        await Send.CreatedAsync($"/api/v1/teams/{team.Id}", TeamView.Of(team), ct);
    }
}
