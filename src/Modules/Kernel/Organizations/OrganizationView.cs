using Crm.Kernel.Http;
using FluentValidation;

namespace Crm.Kernel.Organizations;

/// <summary>What a company has settled for all who work in it.</summary>
internal sealed record OrganizationView
{
    /// <summary>IANA name of the time zone in which days begin and end: what <c>today</c> means in a filter.</summary>
    public required string TimeZone { get; init; }

    /// <summary>ISO 4217 code of the money that sums are in.</summary>
    public required string Currency { get; init; }

    /// <summary>ISO 3166-1 alpha-2 code of the country whose phone numbers need no prefix.</summary>
    public string? Country { get; init; }

    public required DayOfWeek WeekStartsOn { get; init; }

    /// <summary>Month in which the fiscal year begins; quarters count from there.</summary>
    public required int FiscalYearStartMonth { get; init; }

    /// <summary>For how many days records lie in the trash before they are removed for good: 1 to 365. Attachments always lie there for thirty, and what became part of another record for at least as many.</summary>
    public required int TrashDays { get; init; }

    public static OrganizationView Of(Organization o) =>
        new() { TimeZone = o.TimeZone, Currency = o.Currency, Country = o.Country, WeekStartsOn = o.WeekStartsOn, FiscalYearStartMonth = o.FiscalYearStartMonth, TrashDays = o.TrashDays };

    public void WriteTo(Organization o) => (o.TimeZone, o.Currency, o.Country, o.WeekStartsOn, o.FiscalYearStartMonth, o.TrashDays) = (TimeZone, Currency, Country, WeekStartsOn, FiscalYearStartMonth, TrashDays);
}

internal sealed class OrganizationRules : AbstractValidator<OrganizationView>
{
    public static OrganizationRules Instance { get; } = new();

    public OrganizationRules()
    {
        RuleFor(o => o.TimeZone).NotEmpty().MaximumLength(64).Must(TimeZones.IsKnown).WithErrorCode("timeZone.unknown").WithMessage("Not an IANA time zone.");
        RuleFor(o => o.Currency).Matches(@"^[A-Z]{3}\z");
        RuleFor(o => o.Country).Matches(@"^[A-Z]{2}\z");
        RuleFor(o => o.FiscalYearStartMonth).InclusiveBetween(1, 12);
        RuleFor(o => o.TrashDays).InclusiveBetween(1, 365);
    }
}
