using Crm.Contracts.Contacts;
using Crm.Kernel;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Purging;
using FastEndpoints;
using Marten;

namespace Crm.Contacts;

/// <summary>Moves a contact to the trash.</summary>
internal sealed record TrashContact
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class TrashContactEndpoint(IDocumentSession session, TrashDesk trash, Outbox outbox, CustomValues customs, Caller caller, TimeProvider clock) : Endpoint<TrashContact>
{
    public override void Configure()
    {
        Delete("/api/v1/contacts/{id}");
        Permissions(ContactPermissions.Write);
        this.Describes("trashContact", "Contacts", "Move a contact to the trash", 204, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(TrashContact request, CancellationToken ct)
    {
        var contact = await session.LiveAsync<Contact>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, contact, ct);

        EmailClaim.GiveUp(session, contact);
        await customs.GiveUpAsync("contact", contact.Custom, ct);
        await trash.DiscardAsync(contact, ct);

        var now = clock.GetUtcNow();
        await outbox.PublishAsync(new ContactTrashed(Guid.CreateVersion7(now), contact.Id, contact.FullName, caller.Actor, now));
        await Send.NoContentAsync(ct);
    }
}
