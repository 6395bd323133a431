using Crm.Kernel.Http;
using FluentValidation;

namespace Crm.Kernel.Values;

/// <summary>A postal address.</summary>
public sealed record Address
{
    public string? Street { get; init; }
    public string? Street2 { get; init; }
    public string? PostalCode { get; init; }
    public string? City { get; init; }
    public string? Region { get; init; }

    /// <summary>ISO 3166-1 alpha-2: <c>DE</c>.</summary>
    public string? Country { get; init; }

    /// <summary>The same without blanks around its lines, and without lines of blanks.</summary>
    public Address Tidied() => new() { Street = Street.Tidy(), Street2 = Street2.Tidy(), PostalCode = PostalCode.Tidy(), City = City.Tidy(), Region = Region.Tidy(), Country = Country };
}

/// <summary>The rules of a postal address.</summary>
public sealed class AddressValidator : AbstractValidator<Address>
{
    public AddressValidator()
    {
        RuleFor(a => a.Street).MaximumLength(200).PlainText();
        RuleFor(a => a.Street2).MaximumLength(200).PlainText();
        RuleFor(a => a.PostalCode).MaximumLength(20).PlainText();
        RuleFor(a => a.City).MaximumLength(100).PlainText();
        RuleFor(a => a.Region).MaximumLength(100).PlainText();
        RuleFor(a => a.Country).Matches(@"^[A-Z]{2}\z");
    }
}
