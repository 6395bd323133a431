using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Crm.Kernel.Filters;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Aggregations;

/// <summary>A question for figures over records: how many, how much, per group.</summary>
public sealed record AggregationRequest
{
    /// <summary>Over which records; all if there is none.</summary>
    public Filter? Filter { get; init; }

    /// <summary>A saved view whose records alone are meant.</summary>
    public Guid? View { get; init; }

    /// <summary>Up to three fields to group by; one figure over all if there are none. A record with several values, such as tags, counts in each of their groups.</summary>
    public IReadOnlyList<GroupKey>? GroupBy { get; init; }

    /// <summary>Up to ten figures per group; how many records if nothing is said.</summary>
    public IReadOnlyList<Metric>? Metrics { get; init; }

    /// <summary>How many groups at most: those with the greatest first figure, or the earliest if the first key is a time.</summary>
    [Range(1, MaximumGroups)]
    public int? Limit { get; init; }

    public const int MaximumGroups = 1000;
    public const int DefaultGroups = 200;
}

/// <summary>A field to group by.</summary>
public sealed record GroupKey
{
    public required string Field { get; init; }

    /// <summary>For times: how long a group lasts, in the company's calendar. Its key is the first day.</summary>
    public DateBucket? Bucket { get; init; }
}

/// <summary>How long a group of times lasts.</summary>
public enum DateBucket
{
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>A figure over the records of a group. Those without a value count for none but <c>count</c>.</summary>
public sealed record Metric
{
    public required MetricOperator Op { get; init; }

    /// <summary>Of what; needed by all but <c>count</c>.</summary>
    public string? Field { get; init; }

    /// <summary>For <c>percentile</c>: between 0 and 1, such as 0.5 for the median. Between two records it lies in proportion.</summary>
    [Range(0, 1)]
    public double? Percentile { get; init; }

    /// <summary>What the figure is called in the answer; by default the operator, and the field after a dot.</summary>
    public string? As { get; init; }

    internal string Name => As ?? JsonNamingPolicy.CamelCase.ConvertName(Op.ToString()) + (Field is null ? "" : "." + Field);
}

/// <summary>What a figure tells.</summary>
public enum MetricOperator
{
    Count,
    CountDistinct,
    Sum,
    Avg,
    Min,
    Max,
    Percentile,
}

/// <summary>Figures per group.</summary>
/// <param name="HasMore">Whether there are more groups than asked for.</param>
public sealed record AggregationView(IReadOnlyList<AggregatedGroup> Data, bool HasMore);

/// <summary>The figures of one group.</summary>
/// <param name="Keys">Value of each field that is grouped by; null where the records have none.</param>
/// <param name="Values">Each figure under its name; null where no record of the group has a value.</param>
public sealed record AggregatedGroup(IReadOnlyDictionary<string, JsonElement?> Keys, IReadOnlyDictionary<string, JsonElement?> Values);

/// <summary>What can be wrong with an aggregation.</summary>
public static class AggregationProblems
{
    public static readonly ProblemType Invalid = new("aggregation.invalid", 422, "The aggregation makes no sense",
        "`errors` points at the part that does not: a field that is not there or cannot be grouped or summed, a bucket for what is no time or none for what is, a percentile without its place, two figures of one name.");
}
