using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>Asks for a page of teams.</summary>
internal sealed record ListTeams : PageRequest;

internal sealed class ListTeamsEndpoint(ControlPages pages, Caller caller) : Endpoint<ListTeams, Page<TeamView>>
{
    public override void Configure()
    {
        Get("/api/v1/teams");
        Permissions(AccessPermissions.ReadMembers);
        this.Describes("listTeams", "Access", "List the teams, the oldest first", 200);
    }

    public override async Task HandleAsync(ListTeams r, CancellationToken ct) =>
        await Send.PageAsync(await pages.ReadAsync<Team, TeamView>(TeamBook.Select, "t.id", team => team.Id, new { caller.TenantId }, r, TeamView.Of, ct), ct);
}
