namespace Crm.Kernel.Filters;

/// <summary>Days from one to before another.</summary>
public readonly record struct Days(DateOnly From, DateOnly Until);

/// <summary>What <c>today</c>, <c>thisQuarter</c> and the others mean in a company: its time zone, its week, its fiscal year.</summary>
/// <param name="FirstMonth">Month in which the fiscal year begins, 1 to 12; quarters count from there.</param>
public sealed record Calendar(TimeZoneInfo Zone, DayOfWeek FirstDay, int FirstMonth, DateTimeOffset Now)
{
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, Zone).DateTime);

    /// <summary>The moment a day begins here. Where clocks jump over midnight it begins when they have; where midnight comes twice, the first time.</summary>
    public DateTimeOffset StartOf(DateOnly day) => At(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>The moment at which clocks here show that. A time that they jump over is when they have; one that comes twice, the first.</summary>
    public DateTimeOffset At(DateTime local)
    {
        while (Zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>The days that an operator without a number names; null if it names none.</summary>
    public Days? Named(FilterOperator period) => period switch
    {
        FilterOperator.Today => Next(Today, 1),
        FilterOperator.Yesterday => Next(Today.AddDays(-1), 1),
        FilterOperator.Tomorrow => Next(Today.AddDays(1), 1),
        FilterOperator.ThisWeek => Next(Week, 7),
        FilterOperator.LastWeek => Next(Week.AddDays(-7), 7),
        FilterOperator.NextWeek => Next(Week.AddDays(7), 7),
        FilterOperator.ThisMonth => Months(Month, 1),
        FilterOperator.LastMonth => Months(Month.AddMonths(-1), 1),
        FilterOperator.NextMonth => Months(Month.AddMonths(1), 1),
        FilterOperator.ThisQuarter => Months(Quarter, 3),
        FilterOperator.LastQuarter => Months(Quarter.AddMonths(-3), 3),
        FilterOperator.NextQuarter => Months(Quarter.AddMonths(3), 3),
        FilterOperator.ThisYear => Months(Year, 12),
        FilterOperator.LastYear => Months(Year.AddMonths(-12), 12),
        FilterOperator.NextYear => Months(Year.AddMonths(12), 12),
        _ => null,
    };

    /// <summary>The days that an operator with a number names: today counts among the last and the next; null if it names none.</summary>
    public Days? Named(FilterOperator period, int days) => period switch
    {
        FilterOperator.LastNDays => new(Today.AddDays(-days), Today.AddDays(1)),
        FilterOperator.NextNDays => new(Today, Today.AddDays(days + 1)),
        FilterOperator.OlderThanNDays => new(DateOnly.MinValue, Today.AddDays(-days)),
        _ => null,
    };

    private DateOnly Week => Today.AddDays(-(((int)Today.DayOfWeek - (int)FirstDay + 7) % 7));

    private DateOnly Month => new(Today.Year, Today.Month, 1);

    private DateOnly Quarter => Month.AddMonths(-(Since(Month) % 3));

    private DateOnly Year => Month.AddMonths(-Since(Month));

    /// <summary>Whole months of the fiscal year that have passed.</summary>
    private int Since(DateOnly month) => (month.Month - FirstMonth + 12) % 12;

    private static Days Next(DateOnly from, int days) => new(from, from.AddDays(days));

    private static Days Months(DateOnly from, int months) => new(from, from.AddMonths(months));
}
