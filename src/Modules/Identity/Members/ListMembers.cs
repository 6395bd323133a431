using Crm.Identity.Access;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Identity.Members;

/// <summary>Asks for a page of members.</summary>
internal sealed record ListMembers : PageRequest
{
    /// <summary><c>active</c> or <c>suspended</c>.</summary>
    [QueryParam] public string? Status { get; init; }

    /// <summary>A built-in role's name, or a custom role's id.</summary>
    [QueryParam] public string? Role { get; init; }

    /// <summary>Part of the name or the address.</summary>
    [QueryParam] public string? Q { get; init; }
}

internal sealed class ListMembersEndpoint(ControlPages pages, Caller caller) : Endpoint<ListMembers, Page<MemberView>>
{
    private const string Filtered = MemberBook.Select + """
         and (@Status::text is null or m.status = @Status) and (@Role::text is null or m.role = @Role)
         and (@Q::text is null or strpos(lower(a.full_name || ' ' || a.email), lower(@Q)) > 0)
        """;

    public override void Configure()
    {
        Get("/api/v1/members");
        Permissions(AccessPermissions.ReadMembers);
        this.Describes("listMembers", "Access", "List the members, the longest-known accounts first", 200);
    }

    public override async Task HandleAsync(ListMembers r, CancellationToken ct) =>
        await Send.PageAsync(await pages.ReadAsync<Member, MemberView>(
            Filtered, "m.account_id", m => m.AccountId, new { caller.TenantId, r.Status, r.Role, r.Q }, r, MemberView.Of, ct), ct);
}
