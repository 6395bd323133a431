using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Contacts;

/// <summary>Asks for one contact.</summary>
internal sealed record GetContact
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetContactEndpoint(IDocumentSession session) : Endpoint<GetContact, ContactView>
{
    public override void Configure()
    {
        Get("/api/v1/contacts/{id}");
        Permissions(ContactPermissions.Read);
        this.Describes("getContact", "Contacts", "Read a contact", 200);
    }

    public override async Task HandleAsync(GetContact request, CancellationToken ct)
    {
        var contact = await session.LiveAsync<Contact>(request.Id, ct);
        await Send.FoundAsync(contact.Version, ContactView.Of(contact), ct);
    }
}
