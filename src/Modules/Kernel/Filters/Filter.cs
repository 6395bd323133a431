using System.Text.Json;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Filters;

/// <summary>
/// Which records are meant: <c>{and:[…]}</c>, <c>{or:[…]}</c>, <c>{not:…}</c>, or a comparison <c>{field, op, value}</c>. The same wherever records are chosen: queries, views,
/// exports, bulk jobs. Every comparison is true or false: what has no value meets <c>ne</c>, <c>nin</c>, <c>noneOf</c> and <c>isNull</c> only.
/// </summary>
public sealed record Filter
{
    public const int Depth = 5;
    public const int Leaves = 50;
    public const int Values = 500;

    /// <summary>All of these hold; none at all do too.</summary>
    public IReadOnlyList<Filter>? And { get; init; }

    /// <summary>At least one of these holds.</summary>
    public IReadOnlyList<Filter>? Or { get; init; }

    /// <summary>This does not hold.</summary>
    public Filter? Not { get; init; }

    /// <summary>A member of the record, one of a related record such as <c>company.industry</c>, or with <c>exists</c> and <c>notExists</c> a relation.</summary>
    public string? Field { get; init; }

    public FilterOperator? Op { get; init; }

    /// <summary>
    /// What the field is compared with: a list for <c>in</c>, <c>nin</c>, <c>anyOf</c>, <c>allOf</c>, <c>noneOf</c> and <c>between</c>, a number of days for <c>lastNDays</c> and its like, a filter
    /// for <c>exists</c>, else one value. <c>me</c> and <c>myTeam</c> stand for accounts, <c>today</c>, <c>thisMonth</c> and the other periods for times.
    /// </summary>
    public JsonElement? Value { get; init; }

    /// <summary>What meets one and the other; none is met by all.</summary>
    internal static Filter? Both(Filter? one, Filter? other) => one is null ? other : other is null ? one : new() { And = [one, other] };

    /// <summary>Ends the request if the filter has more parts than anybody needs.</summary>
    public void CheckSize(string pointer)
    {
        if (Levels(this) > Depth) throw FilterProblems.TooComplex.With($"Groups are nested at most {Depth} deep.", pointer);
        if (Count(this) > Leaves) throw FilterProblems.TooComplex.With($"At most {Leaves} comparisons.", pointer);
    }

    private IEnumerable<Filter> Parts => [.. And ?? [], .. Or ?? [], .. Not is null ? (Filter[])[] : [Not]];

    private static int Levels(Filter filter) => filter.Parts.Any() ? 1 + filter.Parts.Max(Levels) : 0;

    private static int Count(Filter filter) => filter.Parts.Any() ? filter.Parts.Sum(Count) : 1;
}

/// <summary>How a field is compared. Days, weeks, months, quarters and years are those of the company's calendar.</summary>
public enum FilterOperator
{
    Eq, Ne, In, Nin, Lt, Lte, Gt, Gte, Between,
    Contains, StartsWith, EndsWith,
    IsNull, NotNull,
    AnyOf, AllOf, NoneOf,
    Exists, NotExists,
    Today, Yesterday, Tomorrow,
    LastNDays, NextNDays, OlderThanNDays,
    ThisWeek, LastWeek, NextWeek,
    ThisMonth, LastMonth, NextMonth,
    ThisQuarter, LastQuarter, NextQuarter,
    ThisYear, LastYear, NextYear,
}

/// <summary>What can be wrong with a filter.</summary>
public static class FilterProblems
{
    public static readonly ProblemType TooComplex = new("filter.tooComplex", 422, "The filter is too large",
        "A filter nests groups at most 5 deep, has at most 50 comparisons and at most 500 values in a list.");

    public static readonly ProblemType Invalid = new("filter.invalid", 422, "The filter makes no sense",
        "`errors` points at each part that does not: a field that is not there (`filter.unknownField`), an operator that the field does not have (`filter.operatorUnfit`), a value of another type "
        + "(`filter.valueUnfit`), a segment that is not there (`filter.unknownSegment`), or a part that is neither one group nor one comparison (`filter.shape`). `GET /api/v1/schema/{object}` lists fields and operators.");
}
