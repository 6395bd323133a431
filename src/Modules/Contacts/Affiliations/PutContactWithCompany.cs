using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Values;
using FastEndpoints;
using FluentValidation;
using Marten;

namespace Crm.Contacts.Affiliations;

/// <summary>Puts a contact with a company, or says anew how it is with it.</summary>
internal sealed record PutContactWithCompany
{
    [RouteParam] public Guid Id { get; init; }
    [RouteParam] public Guid CompanyId { get; init; }
    [FromBody] public required AffiliationTerms Terms { get; init; }
}

/// <summary>How a contact is with a company.</summary>
internal sealed record AffiliationTerms
{
    /// <summary>What the contact is there.</summary>
    public string? Role { get; init; }

    /// <summary>Whether the contact's <c>companyId</c> names it; the other one no longer is then. Unless said, it stays as it is, and a contact's first company is.</summary>
    public bool? Primary { get; init; }

    /// <summary>The first day.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly? Until { get; init; }
}

internal sealed class PutContactWithCompanyValidator : Validator<PutContactWithCompany>
{
    public PutContactWithCompanyValidator()
    {
        RuleFor(p => p.Terms.Role).MaximumLength(100).PlainText();
        RuleFor(p => p.Terms.Until).Must((p, until) => until is null || p.Terms.Since is null || until >= p.Terms.Since).WithErrorCode("companies.until").WithMessage("It ends before it begins.");
    }
}

internal sealed class PutContactWithCompanyEndpoint(IDocumentSession session, ContactWriting writing) : Endpoint<PutContactWithCompany, ContactView>
{
    public override void Configure()
    {
        Put("/api/v1/contacts/{id}/companies/{companyId}");
        Permissions(ContactPermissions.Write);
        this.Describes("putContactWithCompany", "Contacts", "Put a contact with a company", 200,
            ContactProblems.CompanyUnknown, ContactProblems.TooManyCompanies, KernelProblems.Conflict, KernelProblems.Stale, KernelProblems.PreconditionRequired);
    }

    public override async Task HandleAsync(PutContactWithCompany request, CancellationToken ct)
    {
        var (terms, contact) = (request.Terms, await session.LiveAsync<Contact>(request.Id, ct));
        await HttpContext.RequireIfMatchAsync(session, contact, ct);
        var primary = terms.Primary ?? contact.Companies.FirstOrDefault(a => a.CompanyId == request.CompanyId)?.Primary ?? contact.Companies.Count == 0;
        var put = Affiliation.Put(contact.Companies, new(request.CompanyId, terms.Role.Tidy(), primary, terms.Since, terms.Until));
        var version = await writing.PutWithAsync(contact, put, ct);
        await Send.ChangedAsync(version, ContactView.Of(contact), ct);
    }
}
