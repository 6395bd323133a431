using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Consents;

/// <summary>Asks for a page of what a contact allowed and did not.</summary>
internal sealed record ListConsents : ListRequest
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>Key of a purpose.</summary>
    [QueryParam] public string? Purpose { get; init; }
}

internal sealed class ListConsentsEndpoint(IDocumentSession session, ConsentLedger ledger, Pages pages) : Endpoint<ListConsents, Page<ConsentView>>
{
    private static readonly Field Purpose = new("purpose", FieldType.Text, "d.data ->> 'purpose'");
    private static readonly FieldCatalogue Fields = new("-at", Purpose, new("at", FieldType.Moment, "d.at") { Sortable = true });

    public override void Configure()
    {
        Get("/api/v1/contacts/{id}/consents");
        Permissions(ConsentPermissions.Read);
        this.Describes("listConsents", "Consents", "List what a contact allowed, refused and withdrew, newest first", 200);
    }

    public override async Task HandleAsync(ListConsents request, CancellationToken ct)
    {
        var contact = await session.LiveAsync<Contact>(request.Id, ct);
        await Send.PageAsync(await pages.Of<Consent>(Fields, request)
            .Where(new("d.contact_id = any(?::uuid[])", (object)await ledger.PeopleAsync(contact.Id, ct)))
            .Where(Purpose.Is(request.Purpose))
            .ReadAsync(ConsentView.Of, ct), ct);
    }
}
