using Crm.Kernel;
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

internal sealed class UpdateContactEndpoint(IDocumentSession session, ContactWriting writing) : Endpoint<UpdateContact, ContactView>
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
        var fields = request.Changes.ApplyTo(ContactFields.Of(contact), ContactFieldsValidator.Instance);
        var version = await writing.ChangeAsync(contact, fields, request.Changes.Names, ct);
        await Send.ChangedAsync(version, ContactView.Of(contact), ct);
    }
}
