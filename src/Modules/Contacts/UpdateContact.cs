using Crm.Contracts.Contacts;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts;

/// <summary>Changes to a contact, as a JSON merge patch: what is absent stays, null removes, lists are replaced.</summary>
internal sealed record UpdateContact
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<ContactFields> Changes { get; init; }
}

internal sealed class UpdateContactEndpoint(IDocumentSession session, Outbox outbox, Caller caller, TimeProvider clock) : Endpoint<UpdateContact, ContactView>
{
    public override void Configure()
    {
        Patch("/api/v1/contacts/{id}");
        Permissions(ContactPermissions.Write);
        this.Describes("updateContact", "Contacts", "Change a contact", 200,
            ContactProblems.EmailTaken, ContactProblems.StageUnknown, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateContact request, CancellationToken ct)
    {
        var contact = await session.LiveAsync<Contact>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, contact, ct);
        var (before, emails, now) = (ContactFields.Of(contact), contact.Emails, clock.GetUtcNow());
        var fields = request.Changes.ApplyTo(before, ContactFieldsValidator.Instance);
        var setting = await ContactSetting.LoadAsync(session, fields, ct);

        contact.Write(fields, fields.Stage == before.Stage ? contact.Stage : setting.Stages.Settle(fields.Stage), setting.UseTags(session, fields.Tags, now));
        EmailClaim.Settle(session, contact, emails, setting.Claims);
        var changed = Members.Changed(before, ContactFields.Of(contact));
        if (changed.Count > 0)
        {
            contact.Touch(caller.Actor, now);
            session.UpdateRevision(contact, contact.Version + 1);
            await outbox.PublishAsync(new ContactUpdated(Guid.CreateVersion7(now), contact.Id, contact.FullName, changed, caller.Actor, now));
            if (contact.Stage != before.Stage)
                await outbox.PublishAsync(new ContactStageChanged(Guid.CreateVersion7(now), contact.Id, contact.FullName, before.Stage!, contact.Stage, caller.Actor, now));
        }
        await Send.ChangedAsync(changed.Count > 0 ? contact.Version + 1 : contact.Version, ContactView.Of(contact), ct);
    }
}
