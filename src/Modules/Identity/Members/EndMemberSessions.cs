using Crm.Identity.Access;
using Crm.Identity.Accounts;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Members;

/// <summary>Ends a member's sessions in this company.</summary>
internal sealed record EndMemberSessions
{
    /// <summary>The member's account.</summary>
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class EndMemberSessionsEndpoint(MemberBook members, RoleBook roles, Rights rights, AccessJournal journal) : Endpoint<EndMemberSessions>
{
    public override void Configure()
    {
        Delete("/api/v1/members/{id}/sessions");
        Permissions(AccessPermissions.WriteMembers);
        this.Describes("endMemberSessions", "Access", "End a member's sessions in this company", 204, IdentityProblems.BeyondOwnRights);
    }

    public override async Task HandleAsync(EndMemberSessions r, CancellationToken ct)
    {
        var member = await members.GetAsync(r.Id, ct);
        await roles.CheckTouchableAsync(member.Role, rights, "", ct);
        await members.EndSessionsAsync(member.AccountId, "endedByAdmin", ct);
        await journal.NoteAsync("sessionsEnded", "member", member.AccountId, ct);
        await Send.NoContentAsync(ct);
    }
}
