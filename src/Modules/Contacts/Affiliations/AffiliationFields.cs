using Crm.Kernel.Http;
using FluentValidation;

namespace Crm.Contacts.Affiliations;

/// <summary>A company to put a contact with.</summary>
internal sealed record AffiliationFields
{
    public required Guid CompanyId { get; init; }

    /// <summary>What the contact is there.</summary>
    public string? Role { get; init; }

    /// <summary>Whether <c>companyId</c> names it. Unless one says it is, the first is that does not say it is not.</summary>
    public bool? Primary { get; init; }

    /// <summary>The first day.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly? Until { get; init; }

    public static AffiliationFields Of(Affiliation a) => new() { CompanyId = a.CompanyId, Role = a.Role, Primary = a.Primary, Since = a.Since, Until = a.Until };
}

internal sealed class AffiliationFieldsValidator : AbstractValidator<AffiliationFields>
{
    public AffiliationFieldsValidator()
    {
        RuleFor(a => a.Role).MaximumLength(100).PlainText();
        RuleFor(a => a.Until).Must((a, until) => until is null || a.Since is null || until >= a.Since).WithErrorCode("companies.until").WithMessage("It ends before it begins.");
    }
}
