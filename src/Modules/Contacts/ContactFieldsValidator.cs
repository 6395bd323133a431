using Crm.Contacts.Affiliations;
using Crm.Kernel.Http;
using Crm.Kernel.Values;
using FluentValidation;

namespace Crm.Contacts;

/// <summary>The rules of a contact, the same whether it is created or patched.</summary>
internal sealed class ContactFieldsValidator : AbstractValidator<ContactFields>
{
    public static ContactFieldsValidator Instance { get; } = new();

    public ContactFieldsValidator()
    {
        RuleFor(c => c.FirstName).MaximumLength(100).PlainText()
            .Must((c, _) => HasAName(c)).WithErrorCode("contact.nameless").WithMessage("A contact needs a name, an e-mail address or a phone number.");
        RuleFor(c => c.LastName).MaximumLength(100).PlainText();
        RuleFor(c => c.JobTitle).MaximumLength(200).PlainText();
        RuleFor(c => c.Source).MaximumLength(100).PlainText();
        RuleFor(c => c.Stage).MaximumLength(40);
        RuleFor(c => c.Emails).Must(e => e.Count <= 20).WithErrorCode("emails.tooMany").WithMessage("At most 20 e-mail addresses.")
            .Must(e => e.Count(x => x.Primary is true) <= 1).WithErrorCode("emails.primary").WithMessage("At most one is primary.")
            .Must(e => e.DistinctBy(x => EmailClaim.Normalise(x.Address)).Count() == e.Count).WithErrorCode("emails.twice").WithMessage("An address is there twice.");
        RuleForEach(c => c.Emails).SetValidator(new EmailFieldsValidator());
        RuleFor(c => c.Phones).Must(p => p.Count <= 20).WithErrorCode("phones.tooMany").WithMessage("At most 20 phone numbers.")
            .Must(p => p.Count(x => x.Primary is true) <= 1).WithErrorCode("phones.primary").WithMessage("At most one is primary.");
        RuleForEach(c => c.Phones).SetValidator(new PhoneFieldsValidator());
        RuleFor(c => c.Companies).Must(a => a.Count <= Affiliation.Most).WithErrorCode("companies.tooMany").WithMessage($"At most {Affiliation.Most} companies.")
            .Must(a => a.Count(x => x.Primary is true) <= 1).WithErrorCode("companies.primary").WithMessage("At most one is primary.")
            .Must(a => a.DistinctBy(x => x.CompanyId).Count() == a.Count).WithErrorCode("companies.twice").WithMessage("A company is there twice.");
        RuleForEach(c => c.Companies).SetValidator(new AffiliationFieldsValidator());
        RuleFor(c => c.Custom).Must(v => v.Count <= 200).WithErrorCode("custom.tooMany").WithMessage("At most 200 values.");
        RuleFor(c => c.Tags).Must(t => t.Count <= 50).WithErrorCode("tags.tooMany").WithMessage("At most 50 tags.");
        RuleForEach(c => c.Tags).NotEmpty().MaximumLength(50).PlainText();
        RuleFor(c => c.Address!).SetValidator(new AddressValidator()).When(c => c.Address is not null);
    }

    private static bool HasAName(ContactFields c) =>
        !string.IsNullOrWhiteSpace(c.FirstName) || !string.IsNullOrWhiteSpace(c.LastName) || c.Emails.Count > 0 || c.Phones.Count > 0;
}

internal sealed class EmailFieldsValidator : AbstractValidator<EmailFields>
{
    public EmailFieldsValidator()
    {
        RuleFor(e => e.Address).NotEmpty().MaximumLength(254).Matches(@"^\s*[^@\s]{1,64}@([^@\s.]{1,63}\.)+[^@\s.]{2,63}\s*\z").PlainText();
        RuleFor(e => e.Label).MaximumLength(50).PlainText();
    }
}
