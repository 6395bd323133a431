using Crm.Contracts.Companies;
using Crm.Contracts.Contacts;
using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
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

internal sealed class UpdateContactEndpoint(IDocumentSession session, Outbox outbox, CustomValues customs, IMemberDirectory members, ICompanyDirectory companies, Caller caller, TimeProvider clock)
    : Endpoint<UpdateContact, ContactView>
{
    public override void Configure()
    {
        Patch("/api/v1/contacts/{id}");
        Permissions(ContactPermissions.Write);
        this.Describes("updateContact", "Contacts", "Change a contact", 200,
            ContactProblems.EmailTaken, ContactProblems.StageUnknown, ContactProblems.CompanyUnknown, KernelProblems.OwnerUnknown, CustomFieldProblems.ValueTaken, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateContact request, CancellationToken ct)
    {
        var contact = await session.LiveAsync<Contact>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, contact, ct);
        var (before, emails, now) = (ContactFields.Of(contact), contact.Emails, clock.GetUtcNow());
        var fields = request.Changes.ApplyTo(before, ContactFieldsValidator.Instance);
        await members.CheckOwnerAsync(fields.OwnerId, before.OwnerId, ct);
        await companies.CheckCompanyAsync(fields.CompanyId, before.CompanyId, ct);
        var setting = await ContactSetting.LoadAsync(session, fields, ct);

        var custom = setting.Settle(contact.Custom, fields);
        await customs.SettleAsync(contact.Id, custom, ct);
        contact.Write(fields with { Custom = custom.Values }, before.Stage!, setting.UseTags(session, fields.Tags, now), setting.Organization.Country);
        EmailClaim.Settle(session, contact, emails, setting.Claims);
        var changed = Members.Changed(before, ContactFields.Of(contact));
        var moved = fields.Stage == before.Stage ? null : contact.MoveTo(setting.Stages.Settle(fields.Stage), caller.Actor, now);
        if (changed.Count > 0) await outbox.PublishAsync(new ContactUpdated(Guid.CreateVersion7(now), contact.Id, contact.FullName, changed, caller.Actor, now));
        if (moved is not null) await outbox.PublishAsync(moved);
        var version = contact.Version;
        if (changed.Count > 0 || moved is not null)
        {
            contact.Touch(caller.Actor, now);
            session.UpdateRevision(contact, ++version);
        }
        await Send.ChangedAsync(version, ContactView.Of(contact), ct);
    }
}
