using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Consents;

/// <summary>Asks for one entry of a contact's ledger.</summary>
internal sealed record GetConsent
{
    [RouteParam] public Guid Id { get; init; }
    [RouteParam] public Guid ConsentId { get; init; }
}

internal sealed class GetConsentEndpoint(IDocumentSession session, ConsentLedger ledger) : Endpoint<GetConsent, ConsentView>
{
    public override void Configure()
    {
        Get("/api/v1/contacts/{id}/consents/{consentId}");
        Permissions(ConsentPermissions.Read);
        this.Describes("getConsent", "Consents", "Read an entry of a contact's consents", 200);
    }

    public override async Task HandleAsync(GetConsent request, CancellationToken ct)
    {
        var contact = await session.LiveAsync<Contact>(request.Id, ct);
        if (await session.LoadAsync<Consent>(request.ConsentId, ct) is not { } entry || !(await ledger.PeopleAsync(contact.Id, ct)).Contains(entry.ContactId)) throw KernelProblems.NotFound.With();
        await Send.OkAsync(ConsentView.Of(entry), ct);
    }
}
