using Crm.Kernel.Filters;
using Marten;

namespace Crm.Kernel.Organizations;

/// <summary>What a company has settled for all who work in it. One document.</summary>
public sealed class Organization : Resource
{
    public static readonly Guid OnlyId = new("5f1c0de5-0000-7000-8000-0c6a12a71011");

    /// <summary>IANA time zone in which days begin and end.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; set; } = "EUR";

    /// <summary>ISO 3166-1 alpha-2 code of the country whose phone numbers need no prefix.</summary>
    public string? Country { get; set; }

    public DayOfWeek WeekStartsOn { get; set; } = DayOfWeek.Monday;

    /// <summary>1 to 12.</summary>
    public int FiscalYearStartMonth { get; set; } = 1;

    /// <summary>Days for which records lie in the trash before they are removed for good.</summary>
    public int TrashDays { get; set; } = 30;

    /// <summary>What is settled; the defaults for a company from before there was anything to settle.</summary>
    public static async Task<Organization> LoadAsync(IQuerySession session, CancellationToken ct) =>
        await session.LoadAsync<Organization>(OnlyId, ct) ?? new() { Id = OnlyId };

    public Calendar Calendar(DateTimeOffset now) => new(TimeZoneInfo.FindSystemTimeZoneById(TimeZone), WeekStartsOn, FiscalYearStartMonth, now);
}
