using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.EmailChanges;

internal sealed class CancelEmailChangeEndpoint(EmailChangeBook changes, AccessJournal journal, Caller caller) : EndpointWithoutRequest
{
    public override void Configure()
    {
        Delete("/api/v1/me/email-changes/current");
        Permissions(IdentityModule.WriteMe);
        this.Describes("cancelEmailChange", "Me", "Keep the address; a link that was mailed stops working", 204);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        if (await changes.CancelAsync(caller.AccountId, ct) > 0) await journal.NoteAsync("emailChangeCancelled", caller.AccountId, caller.TenantId, byOwner: true, ct);
        await Send.NoContentAsync(ct);
    }
}
