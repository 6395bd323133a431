using Crm.Activities.Tasks;
using Crm.Kernel.Filters;
using Shouldly;
using Xunit;

namespace Crm.Tests.Activities;

/// <summary>The examples of RFC 5545, section 3.8.5.3, as far as they speak of days, and what must hold of any rule.</summary>
public sealed class RecurrenceRuleTests
{
    [Theory]
    [InlineData("FREQ=DAILY;COUNT=10", "1997-09-02", "1997-09-03 1997-09-04 1997-09-05")]
    [InlineData("FREQ=DAILY;INTERVAL=10", "1997-09-02", "1997-09-12 1997-09-22 1997-10-02")]
    [InlineData("FREQ=WEEKLY", "1997-09-02", "1997-09-09 1997-09-16 1997-09-23")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2", "1997-09-02", "1997-09-16 1997-09-30 1997-10-14")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR", "1997-09-01", "1997-09-03 1997-09-05 1997-09-15 1997-09-17 1997-09-19 1997-09-29")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU", "1997-08-05", "1997-08-10 1997-08-19 1997-08-24")]
    [InlineData("FREQ=MONTHLY;BYDAY=1FR", "1997-09-05", "1997-10-03 1997-11-07 1997-12-05")]
    [InlineData("FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU", "1997-09-07", "1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25")]
    [InlineData("FREQ=MONTHLY;BYDAY=-2MO", "1997-09-22", "1997-10-20 1997-11-17 1997-12-22")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28", "1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=1,-1", "1997-09-30", "1997-10-01 1997-10-31 1997-11-01 1997-11-30")]
    [InlineData("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02", "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=15,30", "2007-01-15", "2007-01-30 2007-02-15 2007-03-15 2007-03-30")]
    [InlineData("FREQ=MONTHLY", "2027-01-31", "2027-03-31 2027-05-31 2027-07-31")]
    [InlineData("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1998-05-18 1999-05-17")]
    [InlineData("FREQ=YEARLY", "2024-02-29", "2028-02-29 2032-02-29")]
    [InlineData("freq=yearly;interval=2", "1997-03-10", "1999-03-10 2001-03-10")]
    public void Days_are_those_of_the_RFC(string rule, string start, string days) =>
        string.Join(' ', Days(rule, DateOnly.Parse(start)).Take(days.Split(' ').Length).Select(d => d.ToString("yyyy-MM-dd"))).ShouldBe(days);

    [Theory]
    [InlineData("")]
    [InlineData("FREQ")]
    [InlineData("FREQ=HOURLY")]
    [InlineData("FREQ=0")]
    [InlineData("INTERVAL=2")]
    [InlineData("FREQ=DAILY;FREQ=DAILY")]
    [InlineData("FREQ=DAILY;INTERVAL=0")]
    [InlineData("FREQ=DAILY;INTERVAL=1000")]
    [InlineData("FREQ=DAILY;COUNT=2;UNTIL=20270101")]
    [InlineData("FREQ=DAILY;UNTIL=20270231")]
    [InlineData("FREQ=DAILY;BYHOUR=1")]
    [InlineData("FREQ=WEEKLY;BYDAY=2MO")]
    [InlineData("FREQ=WEEKLY;BYMONTHDAY=3")]
    [InlineData("FREQ=MONTHLY;BYDAY=6MO")]
    [InlineData("FREQ=MONTHLY;BYDAY=0MO")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=32")]
    [InlineData("FREQ=DAILY;")]
    public void What_is_no_rule_is_refused(string text) => RecurrenceRule.Parse(text).ShouldBeNull();

    [Fact]
    public void A_rule_that_never_comes_true_ends() => RecurrenceRule.Parse("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31")!.After(new(2027, 2, 1), new(2027, 2, 1)).ShouldBeNull();

    [Fact]
    public void Whatever_the_rule_days_ascend_and_none_is_left_out()
    {
        var random = new Random(5545);
        string[] frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"], weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        for (var round = 0; round < 300; round++)
        {
            var frequency = frequencies[random.Next(4)];
            var text = $"FREQ={frequency};INTERVAL={random.Next(1, 4)}";
            if (random.Next(2) == 0) text += $";BYDAY={weekdays[random.Next(7)]}";
            if (random.Next(2) == 0 && frequency != "WEEKLY") text += $";BYMONTHDAY={random.Next(1, 29)}";
            var (rule, start) = (RecurrenceRule.Parse(text).ShouldNotBeNull(text), new DateOnly(2026, 1, 1).AddDays(random.Next(1000)));
            var days = Days(text, start).TakeWhile(d => d < start.AddYears(2)).ToList();
            days.ShouldBe(days.Order().Distinct(), text);
            // From wherever one asks, the answer is the first of those that follow.
            for (var day = start; day < start.AddMonths(8); day = day.AddDays(1))
                if (days.Find(d => d > day) is var expected && expected != default) rule.After(start, day).ShouldBe(expected, $"{text} from {start} after {day}");
        }
    }

    [Fact]
    public void Odd_texts_break_nothing()
    {
        var random = new Random(1);
        string[] parts = ["FREQ=", "DAILY", "MONTHLY", ";", "=", "INTERVAL=", "9999999999", "BYDAY=", "-1", "MO", ",", "UNTIL=20270101T000000Z", "COUNT=", "\u0130", "+5", "-"];
        for (var round = 0; round < 5000; round++)
            RecurrenceRule.Parse(string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)])))?.After(new(2027, 1, 31), new(2027, 3, 1)).ShouldNotBe(new DateOnly(2027, 3, 1));
    }

    [Fact]
    public void A_time_of_the_day_stays_the_same_when_clocks_are_changed()
    {
        var berlin = new Calendar(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), DayOfWeek.Monday, 1, DateTimeOffset.UnixEpoch);
        berlin.At(new(2027, 3, 27, 9, 0, 0)).ShouldBe(new(2027, 3, 27, 8, 0, 0, TimeSpan.Zero));
        berlin.At(new(2027, 3, 28, 9, 0, 0)).ShouldBe(new(2027, 3, 28, 7, 0, 0, TimeSpan.Zero));
        berlin.At(new(2027, 3, 28, 2, 30, 0)).ShouldBe(new(2027, 3, 28, 1, 0, 0, TimeSpan.Zero)); // jumped over
        berlin.At(new(2027, 10, 31, 2, 30, 0)).ShouldBe(new(2027, 10, 31, 0, 30, 0, TimeSpan.Zero)); // comes twice
    }

    private static IEnumerable<DateOnly> Days(string rule, DateOnly start)
    {
        for (var day = RecurrenceRule.Parse(rule)!.After(start, start); day is { } found; day = RecurrenceRule.Parse(rule)!.After(start, found)) yield return found;
    }
}
