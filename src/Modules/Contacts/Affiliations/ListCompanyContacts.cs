using Crm.Contracts.Companies;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Contacts.Affiliations;

/// <summary>Asks for a page of the contacts that are, or were, with a company.</summary>
internal sealed record ListCompanyContacts : ListRequest
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>Only those whose primary company it is.</summary>
    [QueryParam] public bool Primary { get; init; }

    /// <summary>Words that name, job title, e-mail addresses or phone numbers contain.</summary>
    [QueryParam] public string? Q { get; init; }
}

internal sealed class ListCompanyContactsEndpoint(Pages pages, ICompanyDirectory companies) : Endpoint<ListCompanyContacts, Page<ContactView>>
{
    public override void Configure()
    {
        Get("/api/v1/companies/{id}/contacts");
        Permissions(ContactPermissions.Read);
        this.Describes("listCompanyContacts", "Companies", "List the contacts of a company", 200, KernelProblems.FieldHidden);
    }

    public override async Task HandleAsync(ListCompanyContacts request, CancellationToken ct)
    {
        var with = new Condition($"{ContactCatalogue.Companies.Seen("/companies")} @> array[?::uuid]", request.Id);
        if (!await companies.ExistsAsync(request.Id, ct)) throw KernelProblems.NotFound.With();
        await Send.PageAsync(await pages.Of<Contact>(ContactCatalogue.Fields, request)
            .Where(with)
            .Where(request.Primary ? ContactCatalogue.Company.Is(request.Id) : null)
            .Where(ContactCatalogue.Text.Mentions(request.Q))
            .ReadAsync(ContactView.Of, ct), ct);
    }
}
