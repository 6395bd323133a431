using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FluentValidation;

namespace Crm.Kernel.Values;

/// <summary>A phone number.</summary>
/// <param name="Number">E.164.</param>
/// <param name="Raw">As it was written.</param>
public sealed record Phone(string Number, string Raw, string? Label, bool Primary)
{
    /// <summary>The first is primary unless one says it is. Ends the request if one is no number.</summary>
    /// <param name="country">Whose numbers need no prefix; none if nothing is settled.</param>
    public static IReadOnlyList<Phone> Of(IReadOnlyList<PhoneFields> fields, string? country)
    {
        var errors = fields.Index().Where(p => PhoneReading.Read(p.Item.Number ?? p.Item.Raw, country) is null)
            .Select(p => new ProblemError($"/phones/{p.Index}/{(p.Item.Number is null ? "raw" : "number")}", "phone.invalid", "Not a phone number with its country's prefix, such as +49 30 12345678, nor one of the company's country.")).ToList();
        if (errors.Count > 0) throw new ProblemException(KernelProblems.ValidationFailed) { Errors = errors };
        var main = Math.Max(0, fields.ToList().FindIndex(p => p.Primary is true));
        return [.. fields.Select((p, i) => new Phone(PhoneReading.Read(p.Number ?? p.Raw, country)!, p.Raw ?? p.Number!, p.Label.Tidy(), i == main))];
    }
}

/// <summary>A phone number to set: <c>raw</c> or <c>number</c> suffices.</summary>
public sealed record PhoneFields
{
    /// <summary>E.164: <c>+493012345678</c>.</summary>
    public string? Number { get; init; }

    /// <summary>As somebody wrote it; with the country's prefix, unless it is the company's own country.</summary>
    public string? Raw { get; init; }

    public string? Label { get; init; }
    public bool? Primary { get; init; }

    public static PhoneFields Of(Phone phone) => new() { Number = phone.Number, Raw = phone.Raw, Label = phone.Label, Primary = phone.Primary };
}

/// <summary>The rules of a phone number.</summary>
public sealed class PhoneFieldsValidator : AbstractValidator<PhoneFields>
{
    public PhoneFieldsValidator()
    {
        RuleFor(p => p.Number).MaximumLength(50).Must(n => PhoneReading.Read(n) is not null).When(p => p.Number is not null)
            .WithErrorCode("phone.invalid").WithMessage("Not a phone number in E.164.");
        RuleFor(p => p.Raw).MaximumLength(50).PlainText();
        RuleFor(p => p.Raw).NotEmpty().When(p => p.Number is null);
        RuleFor(p => p.Label).MaximumLength(50).PlainText();
    }
}
