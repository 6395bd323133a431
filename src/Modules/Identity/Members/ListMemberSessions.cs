using Crm.Identity.Access;
using Crm.Identity.Sessions;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Identity.Members;

/// <summary>Asks for a member's sessions in this company.</summary>
internal sealed record ListMemberSessions : PageRequest
{
    /// <summary>The member's account.</summary>
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class ListMemberSessionsEndpoint(ControlPages pages, MemberBook members, Caller caller, TimeProvider clock) : Endpoint<ListMemberSessions, Page<SessionView>>
{
    public override void Configure()
    {
        Get("/api/v1/members/{id}/sessions");
        Permissions(AccessPermissions.WriteMembers);
        this.Describes("listMemberSessions", "Access", "List a member's sessions in this company, newest first", 200);
    }

    public override async Task HandleAsync(ListMemberSessions r, CancellationToken ct)
    {
        var (member, now) = (await members.GetAsync(r.Id, ct), clock.GetUtcNow());
        await Send.PageAsync(await pages.ReadAsync<LoginSession, SessionView>(
            $"{SessionView.Alive} and s.account_id = @AccountId and s.tenant_id = @TenantId", "s.id", s => s.Id,
            new { member.AccountId, caller.TenantId, now, idle = now - LoginSession.Idle }, r, s => SessionView.Of(s, caller.SessionId), ct, descending: true), ct);
    }
}
