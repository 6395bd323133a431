using Crm.Kernel.Http;
using Crm.Kernel.Values;
using FluentValidation;

namespace Crm.Companies;

/// <summary>The rules of a company, the same whether it is created or patched.</summary>
internal sealed class CompanyFieldsValidator : AbstractValidator<CompanyFields>
{
    public static CompanyFieldsValidator Instance { get; } = new();

    public CompanyFieldsValidator()
    {
        RuleFor(c => c.Name).NotEmpty().MaximumLength(200).PlainText();
        RuleFor(c => c.Domains).Must(d => d.Count <= 20).WithErrorCode("domains.tooMany").WithMessage("At most 20 domains.")
            .Must(d => d.Select(x => DomainName.OfAddress(x) ?? x).Distinct().Count() == d.Count).WithErrorCode("domains.twice").WithMessage("A domain is there twice.");
        RuleForEach(c => c.Domains).MaximumLength(500).Must(d => DomainName.OfAddress(d) is not null).WithErrorCode("domain.invalid").WithMessage("Not a domain, such as acme.example.");
        RuleFor(c => c.Industry).MaximumLength(100).PlainText();
        RuleFor(c => c.Description).MaximumLength(5000);
        RuleFor(c => c.Phones).Must(p => p.Count <= 20).WithErrorCode("phones.tooMany").WithMessage("At most 20 phone numbers.")
            .Must(p => p.Count(x => x.Primary is true) <= 1).WithErrorCode("phones.primary").WithMessage("At most one is primary.");
        RuleForEach(c => c.Phones).SetValidator(new PhoneFieldsValidator());
        RuleFor(c => c.WebsiteUrl).MaximumLength(500).Must(IsPage).WithErrorCode("url.invalid").WithMessage("Not the address of a page, such as https://acme.example.");
        RuleFor(c => c.LinkedinUrl).MaximumLength(500).Must(IsPage).WithErrorCode("url.invalid").WithMessage("Not the address of a page, such as https://www.linkedin.com/company/acme.");
        RuleFor(c => c.NumberOfEmployees).InclusiveBetween(0, 100_000_000);
        RuleFor(c => c.AnnualRevenue!).SetValidator(new MoneyValidator()).When(c => c.AnnualRevenue is not null);
        RuleFor(c => c.Address!).SetValidator(new AddressValidator()).When(c => c.Address is not null);
        RuleFor(c => c.Tags).Must(t => t.Count <= 50).WithErrorCode("tags.tooMany").WithMessage("At most 50 tags.");
        RuleForEach(c => c.Tags).NotEmpty().MaximumLength(50).PlainText();
        RuleFor(c => c.Source).MaximumLength(100).PlainText();
    }

    private static bool IsPage(string? url) =>
        string.IsNullOrWhiteSpace(url) || (Uri.TryCreate(url.Trim(), UriKind.Absolute, out var page) && (page.Scheme is "http" or "https") && !url.Any(char.IsControl));
}
