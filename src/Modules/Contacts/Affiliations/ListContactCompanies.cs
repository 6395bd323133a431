using Crm.Contracts.Companies;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Affiliations;

/// <summary>Asks for the companies a contact is with.</summary>
internal sealed record ListContactCompanies
{
    [RouteParam] public Guid Id { get; init; }
}

/// <summary>A company that a contact is, or was, with.</summary>
/// <param name="CompanyName">Absent if it lies in the trash, or out of the caller's reach.</param>
/// <param name="Role">What the contact is there.</param>
/// <param name="Primary">Whether the contact's <c>companyId</c> names it.</param>
/// <param name="Since">The first day.</param>
/// <param name="Until">The last day.</param>
internal sealed record ContactCompanyView(Guid CompanyId, string? CompanyName, string? Role, bool Primary, DateOnly? Since, DateOnly? Until);

internal sealed class ListContactCompaniesEndpoint(IDocumentSession session, ICompanyDirectory companies) : Endpoint<ListContactCompanies, Page<ContactCompanyView>>
{
    public override void Configure()
    {
        Get("/api/v1/contacts/{id}/companies");
        Permissions(ContactPermissions.Read);
        this.Describes("listContactCompanies", "Contacts", "List the companies a contact is with", 200, KernelProblems.FieldHidden);
    }

    public override async Task HandleAsync(ListContactCompanies request, CancellationToken ct)
    {
        _ = ContactCatalogue.Companies.Seen("/companies");
        var contact = await session.LiveAsync<Contact>(request.Id, ct);
        var names = await companies.NamesAsync(contact.CompanyIds, ct);
        await Send.OkAsync(new([.. contact.Companies.Select(a => new ContactCompanyView(a.CompanyId, names.GetValueOrDefault(a.CompanyId), a.Role, a.Primary, a.Since, a.Until))], new(Affiliation.Most, HasMore: false)), ct);
    }
}
