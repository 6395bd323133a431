using FluentValidation;

namespace Crm.Companies;

/// <summary>An amount of money.</summary>
/// <param name="Currency">ISO 4217: <c>EUR</c>.</param>
internal sealed record Money(decimal Amount, string Currency);

internal sealed class MoneyValidator : AbstractValidator<Money>
{
    public MoneyValidator()
    {
        RuleFor(m => m.Amount).InclusiveBetween(0, 1_000_000_000_000_000m).PrecisionScale(20, 4, ignoreTrailingZeros: true);
        RuleFor(m => m.Currency).Matches(@"^[A-Z]{3}\z");
    }
}
