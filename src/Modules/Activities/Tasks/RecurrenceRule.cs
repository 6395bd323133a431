using System.Globalization;

namespace Crm.Activities.Tasks;

/// <summary>How often something recurs.</summary>
internal enum Frequency
{
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// <summary>A day of the week, or with a number the so manieth one of the month or year, from its end if negative.</summary>
internal sealed record WeekdayRule(int Nth, DayOfWeek Day);

/// <summary>The days on which something recurs: the part of RFC 5545's RRULE that speaks of days. Weeks begin on Monday.</summary>
internal sealed record RecurrenceRule(Frequency Frequency, int Interval, int? Count, DateOnly? UntilDay, DateTimeOffset? UntilMoment, IReadOnlyList<int> MonthDays, IReadOnlyList<WeekdayRule> Weekdays)
{
    /// <summary>Rules such as "each 31st in Februaries" never come true.</summary>
    private const int MostPeriods = 400;

    private static readonly string[] Frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
    private static readonly string[] DayNames = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    /// <summary>Reads <c>FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=10</c>; null if it is something else.</summary>
    public static RecurrenceRule? Parse(string text)
    {
        var pairs = text.ToUpperInvariant().Split(';').Select(part => part.Split('=')).ToList();
        if (pairs.Exists(p => p.Length != 2 || p[1].Length == 0) || pairs.DistinctBy(p => p[0]).Count() != pairs.Count) return null;
        var parts = pairs.ToDictionary(p => p[0], p => p[1]);
        if (parts.Keys.Except(["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY"]).Any()) return null;
        if (!parts.TryGetValue("FREQ", out var often) || Array.IndexOf(Frequencies, often) is not (>= 0 and var place)) return null;
        var frequency = (Frequency)place;
        if (Number(parts, "INTERVAL", 999) is not { } interval || Number(parts, "COUNT", 10_000) is not { } count || parts.ContainsKey("COUNT") && parts.ContainsKey("UNTIL")) return null;
        if (Until(parts.GetValueOrDefault("UNTIL")) is not { } until || MonthDaysOf(parts) is not { } monthDays || WeekdaysOf(parts) is not { } weekdays) return null;
        if (monthDays.Count > 0 && frequency is Frequency.Weekly || weekdays.Any(w => w.Nth != 0) && frequency < Frequency.Monthly || weekdays.Any(w => Math.Abs(w.Nth) > 5) && frequency is Frequency.Monthly) return null;
        return new(frequency, interval, parts.ContainsKey("COUNT") ? count : null, until.Day, until.Moment, monthDays, weekdays);
    }

    /// <summary>The first day of the rule after that one; null if there is none in any time that matters.</summary>
    /// <param name="start">From where it counts.</param>
    public DateOnly? After(DateOnly start, DateOnly day)
    {
        var first = Math.Max(0, Since(start, day) / Interval);
        for (var period = first; period < first + MostPeriods; period++)
        {
            var (from, until) = Period(start, period * Interval);
            if (from.Year >= 2200) return null;
            for (var candidate = from; candidate < until; candidate = candidate.AddDays(1))
                if (candidate > day && candidate > start && Meets(candidate, start)) return candidate;
        }
        return null;
    }

    /// <summary>Whether the rule has ended before.</summary>
    public bool IsPast(DateOnly day, DateTimeOffset? at) => day > UntilDay || (UntilMoment is { } until && (at is { } moment ? moment > until : day > DateOnly.FromDateTime(until.UtcDateTime)));

    private bool Meets(DateOnly day, DateOnly start)
    {
        if (MonthDays.Count == 0 && Weekdays.Count == 0)
            return Frequency switch
            {
                Frequency.Daily => true,
                Frequency.Weekly => day.DayOfWeek == start.DayOfWeek,
                Frequency.Monthly => day.Day == start.Day,
                _ => (day.Month, day.Day) == (start.Month, start.Day),
            };
        var ofMonth = DateTime.DaysInMonth(day.Year, day.Month);
        var (place, of) = Frequency is Frequency.Yearly ? (day.DayOfYear, DateTime.IsLeapYear(day.Year) ? 366 : 365) : (day.Day, ofMonth);
        return (MonthDays.Count == 0 || MonthDays.Any(m => m == day.Day || m == day.Day - ofMonth - 1))
            && (Weekdays.Count == 0 || Weekdays.Any(w => w.Day == day.DayOfWeek && (w.Nth == 0 || w.Nth == (place - 1) / 7 + 1 || w.Nth == -((of - place) / 7 + 1))));
    }

    /// <summary>Whole periods from the one in which it starts to the one of that day.</summary>
    private int Since(DateOnly start, DateOnly day) => Frequency switch
    {
        Frequency.Daily => day.DayNumber - start.DayNumber,
        Frequency.Weekly => (day.DayNumber - Monday(start).DayNumber) / 7,
        Frequency.Monthly => (day.Year - start.Year) * 12 + day.Month - start.Month,
        _ => day.Year - start.Year,
    };

    private (DateOnly From, DateOnly Until) Period(DateOnly start, int n) => Frequency switch
    {
        Frequency.Daily => Days(start.AddDays(n), 1),
        Frequency.Weekly => Days(Monday(start).AddDays(7 * n), 7),
        Frequency.Monthly => Months(new DateOnly(start.Year, start.Month, 1).AddMonths(n), 1),
        _ => Months(new DateOnly(start.Year, 1, 1).AddYears(n), 12),
    };

    private static (DateOnly, DateOnly) Days(DateOnly from, int days) => (from, from.AddDays(days));

    private static (DateOnly, DateOnly) Months(DateOnly from, int months) => (from, from.AddMonths(months));

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static int? Number(Dictionary<string, string> parts, string name, int most) =>
        !parts.TryGetValue(name, out var text) ? 1 : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= most ? n : null;

    private static (DateOnly? Day, DateTimeOffset? Moment)? Until(string? text) => text is null ? (null, null)
        : DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (day, null)
        : DateTimeOffset.TryParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? (null, at)
        : null;

    private static List<int>? MonthDaysOf(Dictionary<string, string> parts)
    {
        if (!parts.TryGetValue("BYMONTHDAY", out var text)) return [];
        var days = text.Split(',').Select(d => int.TryParse(d, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n is (>= 1 and <= 31) or (<= -1 and >= -31) ? n : 0).ToList();
        return days.Contains(0) || days.Count > 62 ? null : days;
    }

    private static List<WeekdayRule>? WeekdaysOf(Dictionary<string, string> parts)
    {
        if (!parts.TryGetValue("BYDAY", out var text)) return [];
        var days = text.Split(',').Select(Weekday).ToList();
        return days.Contains(null) || days.Count > 50 ? null : [.. days.OfType<WeekdayRule>()];
    }

    private static WeekdayRule? Weekday(string text)
    {
        if (text.Length < 2 || Array.IndexOf(DayNames, text[^2..]) is not (>= 0 and var day)) return null;
        if (text.Length == 2) return new(0, (DayOfWeek)day);
        return int.TryParse(text[..^2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var nth) && nth is (>= 1 and <= 53) or (<= -1 and >= -53) ? new(nth, (DayOfWeek)day) : null;
    }
}
