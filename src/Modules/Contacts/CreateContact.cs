using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Duplicates;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts;

/// <summary>A contact to be.</summary>
internal sealed record CreateContact
{
    [FromBody] public required ContactFields Contact { get; init; }

    /// <summary>What to do if the contact is likely to be there already. With <c>return</c> and <c>merge</c> the answer is 200 and the one that is there.</summary>
    [QueryParam] public OnDuplicate OnDuplicate { get; init; }
}

internal sealed class CreateContactValidator : Validator<CreateContact>
{
    public CreateContactValidator() => RuleFor(c => c.Contact).SetValidator(ContactFieldsValidator.Instance);
}

internal sealed class CreateContactEndpoint(IDocumentSession session, ContactWriting writing, IMemberDirectory members, Caller caller) : Endpoint<CreateContact, ContactView>
{
    public override void Configure()
    {
        Post("/api/v1/contacts");
        Permissions(ContactPermissions.Write);
        this.Describes("createContact", "Contacts", "Create a contact", 201,
            ContactProblems.EmailTaken, ContactProblems.Duplicate, ContactProblems.StageUnknown, ContactProblems.CompanyUnknown, KernelProblems.OwnerUnknown, KernelProblems.FieldReadOnly, KernelProblems.RecordReadOnly,
            CustomFieldProblems.ValueTaken);
        this.MayAnswerWhatIsThere();
    }

    public override async Task HandleAsync(CreateContact request, CancellationToken ct)
    {
        var fields = request.Contact;
        await members.CheckOwnerAsync(fields.OwnerId, caller.AccountId, ct);
        var setting = await ContactSetting.LoadAsync(session, fields, ct);
        var draft = Contact.Draft(fields, setting.Organization.Country);
        if (request.OnDuplicate is OnDuplicate.Refuse or OnDuplicate.Return) EmailClaim.RefuseTaken(draft, setting.Claims);
        var twins = request.OnDuplicate is OnDuplicate.Allow ? [] : await session.TwinsOfAsync(draft, ct);

        if (twins is [var (twin, _, _), ..])
        {
            if (request.OnDuplicate is OnDuplicate.Refuse) throw ContactProblems.Duplicate.With(twins);
            var version = request.OnDuplicate is OnDuplicate.Return ? twin.Version : await writing.FillAsync(twin, fields, draft, ct);
            await Send.ChangedAsync(version, ContactView.Of(twin), ct);
            return;
        }
        var contact = await writing.CreateAsync(fields, setting, ct);
        await Send.CreatedAsync($"/api/v1/contacts/{contact.Id}", ContactView.Of(contact), ct);
    }
}
