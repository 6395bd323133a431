using Crm.Kernel.CustomFields.Computed;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts;

/// <summary>Asks for one contact.</summary>
internal sealed record GetContact
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetContactEndpoint(IDocumentSession session, ComputedValues computed) : Endpoint<GetContact, ContactView>
{
    public override void Configure()
    {
        Get("/api/v1/contacts/{id}");
        Permissions(ContactPermissions.Read);
        this.Describes("getContact", "Contacts", "Read a contact", 200, ContactProblems.Merged);
    }

    public override async Task HandleAsync(GetContact request, CancellationToken ct)
    {
        if (await session.LoadAsync<Contact>(request.Id, ct) is not { } contact) throw KernelProblems.NotFound.With();
        if (contact is { Deleted: true, MergedInto: { } into }) throw new ProblemException(ContactProblems.Merged) { MergedInto = into };
        if (contact.Deleted) throw KernelProblems.NotFound.With();
        await Send.FoundAsync(contact.Version, ContactView.Of(await computed.ShownAsync(contact, ct)), ct);
    }
}
