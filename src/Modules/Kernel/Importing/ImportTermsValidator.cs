using Crm.Kernel.Http;
using FluentValidation;

namespace Crm.Kernel.Importing;

/// <summary>The rules of how rows become records, as far as they need no file.</summary>
internal sealed class ImportTermsValidator : AbstractValidator<ImportTerms>
{
    public static ImportTermsValidator Instance { get; } = new();

    public ImportTermsValidator()
    {
        RuleFor(t => t.Mapping).Must(m => m.Count <= Tables.TableRow.MostColumns).WithErrorCode("mapping.tooMany").WithMessage($"At most {Tables.TableRow.MostColumns} columns.");
        RuleForEach(t => t.Mapping).MaximumLength(100).PlainText();
        RuleFor(t => t.Key).MaximumLength(100).PlainText().Must((t, key) => key is not null || t.Mode is ImportMode.Create).WithErrorCode("key.missing").WithMessage("Without a key, rows can only be created.");
        RuleFor(t => t.DecimalSign).Must(s => s is "." or ",").WithMessage("A point or a comma.");
        RuleFor(t => t.Defaults).Must(d => d.Count <= 100 && d.Values.All(v => v.Length <= 1000)).WithErrorCode("defaults.tooMany").WithMessage("At most 100 values of up to 1,000 characters.");
        RuleFor(t => t.Tags).Must(t => t.Count <= 20).WithErrorCode("tags.tooMany").WithMessage("At most 20 tags.");
        RuleForEach(t => t.Tags).NotEmpty().MaximumLength(50).PlainText();
    }
}
