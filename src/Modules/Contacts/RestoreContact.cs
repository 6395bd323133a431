using Crm.Contacts.Consents;
using Crm.Contracts.Contacts;
using Crm.Kernel;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts;

/// <summary>Takes a contact out of the trash.</summary>
internal sealed record RestoreContact
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>Leaves out e-mail addresses that other contacts have come to have, instead of refusing.</summary>
    [QueryParam] public bool WithoutTakenEmails { get; init; }
}

internal sealed class RestoreContactEndpoint(IDocumentSession session, Outbox outbox, CustomValues customs, Caller caller, TimeProvider clock) : Endpoint<RestoreContact, ContactView>
{
    public override void Configure()
    {
        Post("/api/v1/contacts/{id}/restoration");
        Permissions(ContactPermissions.Write);
        this.Describes("restoreContact", "Contacts", "Take a contact out of the trash", 200, ContactProblems.EmailTaken, CustomFieldProblems.ValueTaken, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RestoreContact request, CancellationToken ct)
    {
        var contact = await session.TrashedAsync<Contact>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, contact, ct);

        var claims = await session.LoadManyAsync<EmailClaim>(ct, EmailClaim.Keys(contact.Emails.Select(e => e.Address)));
        if (request.WithoutTakenEmails) contact.LeaveOut(claims);
        EmailClaim.Settle(session, contact, before: [], claims);
        await customs.TakeBackAsync("contact", contact.Id, contact.Custom, ct);
        var now = clock.GetUtcNow();
        (contact.MergedInto, contact.Consents) = (null, ConsentState.Latest(contact.Consents, now));
        contact.Touch(caller.Actor, now);
        session.Restore(contact);

        await outbox.PublishAsync(new ContactRestored(Guid.CreateVersion7(now), contact.Id, contact.FullName, caller.Actor, now));
        await Send.ChangedAsync(contact.Version + 1, ContactView.Of(contact), ct);
    }
}
