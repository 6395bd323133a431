using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Affiliations;

/// <summary>Takes a contact out of a company, as if it had never been there.</summary>
internal sealed record TakeContactOutOfCompany
{
    [RouteParam] public Guid Id { get; init; }
    [RouteParam] public Guid CompanyId { get; init; }
}

internal sealed class TakeContactOutOfCompanyEndpoint(IDocumentSession session, ContactWriting writing) : Endpoint<TakeContactOutOfCompany, ContactView>
{
    public override void Configure()
    {
        Delete("/api/v1/contacts/{id}/companies/{companyId}");
        Permissions(ContactPermissions.Write);
        this.Describes("takeContactOutOfCompany", "Contacts", "Take a contact out of a company", 200, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(TakeContactOutOfCompany request, CancellationToken ct)
    {
        var contact = await session.LiveAsync<Contact>(request.Id, ct);
        if (!contact.CompanyIds.Contains(request.CompanyId)) throw KernelProblems.NotFound.With();
        await HttpContext.HonourIfMatchAsync(session, contact, ct);
        var version = await writing.PutWithAsync(contact, [.. contact.Companies.Where(a => a.CompanyId != request.CompanyId)], ct);
        await Send.ChangedAsync(version, ContactView.Of(contact), ct);
    }
}
