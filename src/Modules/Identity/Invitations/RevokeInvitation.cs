using Crm.Identity.Access;
using Crm.Identity.Accounts;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Invitations;

/// <summary>Takes an invitation back.</summary>
internal sealed record RevokeInvitation
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RevokeInvitationEndpoint(ControlSession control, InvitationBook invitations, AccessJournal journal, TimeProvider clock) : Endpoint<RevokeInvitation>
{
    public override void Configure()
    {
        Delete("/api/v1/invitations/{id}");
        Permissions(AccessPermissions.WriteMembers);
        this.Describes("revokeInvitation", "Access", "Take an invitation back", 204, IdentityProblems.InvitationOver);
    }

    public override async Task HandleAsync(RevokeInvitation r, CancellationToken ct)
    {
        var invitation = await invitations.GetAsync(r.Id, ct, locked: true);
        if (invitation.AcceptedAt is not null) throw IdentityProblems.InvitationOver.With();
        if (invitation.RevokedAt is null)
        {
            await control.ExecuteAsync("update identity.invitations set revoked_at = @now where id = @Id", new { r.Id, now = clock.GetUtcNow() }, ct);
            await journal.NoteAsync("revoked", "invitation", invitation.Id, ct);
        }
        await Send.NoContentAsync(ct);
    }
}
