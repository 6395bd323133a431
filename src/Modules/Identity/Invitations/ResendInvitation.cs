using Crm.Identity.Access;
using Crm.Identity.Accounts;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Invitations;

/// <summary>Mails an invitation again, with a new link and a new week.</summary>
internal sealed record ResendInvitation
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class ResendInvitationEndpoint(InvitationBook invitations, AccessJournal journal, TimeProvider clock) : Endpoint<ResendInvitation, InvitationView>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public override void Configure()
    {
        Post("/api/v1/invitations/{id}/resends");
        Permissions(AccessPermissions.WriteMembers);
        this.Describes("resendInvitation", "Access", "Mail an invitation again; its earlier links stop working", 200, IdentityProblems.InvitationOver);
    }

    public override async Task HandleAsync(ResendInvitation r, CancellationToken ct)
    {
        var (invitation, now) = (await invitations.GetAsync(r.Id, ct, locked: true), clock.GetUtcNow());
        if (invitation.Status(now) is "accepted" or "revoked") throw IdentityProblems.InvitationOver.With();
        if (now < invitation.SentAt + Pause) throw new ProblemException(KernelProblems.TooManyRequests, "One mail a minute.") { RetryAfter = (int)(invitation.SentAt + Pause - now).TotalSeconds + 1 };
        var sent = await invitations.SendAgainAsync(invitation, ct);
        await journal.NoteAsync("resent", "invitation", invitation.Id, ct);
        await Send.OkAsync(InvitationView.Of(sent, now), ct);
    }
}
