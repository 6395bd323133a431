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

/// <summary>A contact to be.</summary>
internal sealed record CreateContact
{
    [FromBody] public required ContactFields Contact { get; init; }
}

internal sealed class CreateContactValidator : Validator<CreateContact>
{
    public CreateContactValidator() => RuleFor(c => c.Contact).SetValidator(ContactFieldsValidator.Instance);
}

internal sealed class CreateContactEndpoint(IDocumentSession session, Outbox outbox, CustomValues customs, IMemberDirectory members, ICompanyDirectory companies, Caller caller, TimeProvider clock)
    : Endpoint<CreateContact, ContactView>
{
    public override void Configure()
    {
        Post("/api/v1/contacts");
        Permissions(ContactPermissions.Write);
        this.Describes("createContact", "Contacts", "Create a contact", 201,
            ContactProblems.EmailTaken, ContactProblems.StageUnknown, ContactProblems.CompanyUnknown, KernelProblems.OwnerUnknown, CustomFieldProblems.ValueTaken);
    }

    public override async Task HandleAsync(CreateContact request, CancellationToken ct)
    {
        var (fields, now) = (request.Contact, clock.GetUtcNow());
        await members.CheckOwnerAsync(fields.OwnerId, caller.AccountId, ct);
        await companies.CheckCompanyAsync(fields.CompanyId, before: null, ct);
        var setting = await ContactSetting.LoadAsync(session, fields, ct);

        var contact = new Contact();
        var custom = setting.Settle(before: null, fields);
        fields = fields with { OwnerId = fields.OwnerId ?? caller.AccountId, Custom = custom.Values };
        contact.Write(fields, setting.Stages.Settle(fields.Stage), setting.UseTags(session, fields.Tags, now), setting.Organization.Country);
        contact.Touch(caller.Actor, now);
        EmailClaim.Settle(session, contact, before: [], setting.Claims);
        await customs.SettleAsync(contact.Id, custom, ct);
        session.Insert(contact);

        await outbox.PublishAsync(new ContactCreated(Guid.CreateVersion7(now), contact.Id, contact.FullName, contact.Stage, contact.OwnerId, caller.Actor, now));
        await Send.CreatedAsync($"/api/v1/contacts/{contact.Id}", ContactView.Of(contact), ct);
    }
}
