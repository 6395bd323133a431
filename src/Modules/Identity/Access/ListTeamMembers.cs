using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Identity.Access;

/// <summary>Asks for a page of those who are in a team.</summary>
internal sealed record ListTeamMembers : PageRequest
{
    [RouteParam] public Guid Id { get; init; }
}

/// <summary>Somebody in a team.</summary>
internal sealed record TeamMemberView(Guid AccountId, string FullName, string Email);

internal sealed class ListTeamMembersEndpoint(ControlPages pages, TeamBook teams, Caller caller) : Endpoint<ListTeamMembers, Page<TeamMemberView>>
{
    private const string Select = """
        select a.id, a.full_name, a.email_as_typed
        from identity.team_members m join identity.accounts a on a.id = m.account_id
        where m.team_id = @Id and m.tenant_id = @TenantId
        """;

    public override void Configure()
    {
        Get("/api/v1/teams/{id}/members");
        Permissions(AccessPermissions.ReadMembers);
        this.Describes("listTeamMembers", "Access", "List who is in a team", 200);
    }

    public override async Task HandleAsync(ListTeamMembers r, CancellationToken ct)
    {
        await teams.GetAsync(r.Id, ct);
        await Send.PageAsync(await pages.ReadAsync<(Guid Id, string FullName, string Email), TeamMemberView>(
            Select, "a.id", row => row.Id, new { r.Id, caller.TenantId }, r, row => new(row.Id, row.FullName, row.Email), ct), ct);
    }
}
