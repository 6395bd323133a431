using Crm.Kernel.Filters;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Aggregations;

/// <summary>Makes the SQL of an aggregation. What a client sent is only ever among the values.</summary>
internal sealed class AggregationPlan(FieldCatalogue catalogue, Calendar calendar, AggregationRequest request)
{
    private readonly IReadOnlyList<GroupKey> keys = request.GroupBy ?? [];
    private readonly IReadOnlyList<Metric> metrics = request.Metrics is { Count: > 0 } asked ? asked : [new() { Op = MetricOperator.Count }];

    public int Limit => request.Limit is null or (>= 1 and <= AggregationRequest.MaximumGroups)
        ? request.Limit ?? AggregationRequest.DefaultGroups
        : throw KernelProblems.Invalid.With($"`limit` lies between 1 and {AggregationRequest.MaximumGroups}.", "/limit");

    /// <summary>Each group as one JSON object, one more than the limit.</summary>
    /// <param name="table">The documents, as <c>d</c>.</param>
    public Condition Over(string table, Condition filter)
    {
        Check();
        var (groups, values) = (keys.Select(Key).ToList(), metrics.Select(Figure).ToList());
        var columns = groups.Select((g, i) => $"{g.Column.Sql} as k{i}").Concat(values.Select((v, i) => $"{v.Sql} as v{i}"));
        var joins = string.Concat(groups.Select(g => g.Join));
        var by = groups.Count == 0 ? "" : $"group by {Places(groups.Count)}";
        var order = groups.Count == 0 ? "" : Times(0) ? $"order by {Places(groups.Count)}" : $"order by v0 desc nulls last, {Places(groups.Count)}";
        var inner = $"select {string.Join(", ", columns)} from {table} as d{joins} where {filter.Sql} {by} {order} limit {Limit + 1}";
        return new($"select jsonb_build_object('keys', {Json(keys.Select(k => k.Field), "k", out var names)}, 'values', {Json(metrics.Select(m => m.Name), "v", out var called)}) from ({inner}) as g",
            [.. names, .. called, .. groups.SelectMany(g => g.Column.Values), .. values.SelectMany(v => v.Values), .. filter.Values]);
    }

    private void Check()
    {
        if (keys.Count > 3) throw Wrong("/groupBy", "At most three fields to group by.");
        if (metrics.Count > 10) throw Wrong("/metrics", "At most ten figures.");
        if (keys.DistinctBy(k => k.Field).Count() < keys.Count) throw Wrong("/groupBy", "A field is there twice.");
        if (metrics.DistinctBy(m => m.Name).Count() < metrics.Count) throw Wrong("/metrics", "Two figures of one name.");
        if (metrics.Any(m => m.Name.Length is 0 or > 100 || m.Name.Contains('\0'))) throw Wrong("/metrics", "A name has 1 to 100 characters.");
    }

    private (Condition Column, string Join) Key(GroupKey key, int i)
    {
        var field = Find(key.Field, $"/groupBy/{i}/field");
        var sql = field.Seen($"/groupBy/{i}/field");
        if (key.Bucket is not null != field.Type is FieldType.Moment or FieldType.Day)
            throw Wrong($"/groupBy/{i}/bucket", key.Bucket is null ? $"`{field.Name}` is a time, so it needs a bucket." : $"`{field.Name}` is no time, so it has no buckets.");
        if (key.Bucket is { } bucket) return (Bucket(field, sql, bucket), "");
        return field.IsList ? (new($"l{i}.item"), $" left join lateral unnest({sql}) as l{i}(item) on true") : (new(sql), "");
    }

    /// <summary>The first day of the bucket. Weeks and fiscal years that begin elsewhere than PostgreSQL's are moved there and back.</summary>
    private Condition Bucket(Field field, string sql, DateBucket bucket)
    {
        var shift = bucket switch
        {
            DateBucket.Week => $"interval '{((int)calendar.FirstDay + 6) % 7} days'",
            DateBucket.Quarter => $"interval '{(calendar.FirstMonth - 1) % 3} months'",
            DateBucket.Year => $"interval '{calendar.FirstMonth - 1} months'",
            _ => "interval '0'",
        };
        var local = field.Type is FieldType.Day ? new Condition($"{sql}::timestamp") : new Condition($"({sql} at time zone ?::text)", calendar.Zone.Id);
        return local with { Sql = $"to_char(date_trunc('{bucket.ToString().ToLowerInvariant()}', {local.Sql} - {shift}) + {shift}, 'YYYY-MM-DD')" };
    }

    private Condition Figure(Metric metric, int i)
    {
        if (metric.Op is MetricOperator.Count) return metric.Field is null ? new("count(*)") : throw Wrong($"/metrics/{i}/field", "`count` counts records; `countDistinct` counts values.");
        if (metric.Field is null) throw Wrong($"/metrics/{i}/field", "Of which field?");
        var field = Find(metric.Field, $"/metrics/{i}/field");
        var sql = field.Seen($"/metrics/{i}/field");
        if (field.IsList || !Fits(metric.Op, field.Type)) throw Wrong($"/metrics/{i}/field", $"`{field.Name}` does not have this figure.");
        if (metric.Percentile is not null != metric.Op is MetricOperator.Percentile || metric.Percentile is < 0 or > 1) throw Wrong($"/metrics/{i}/percentile", "Between 0 and 1, with `percentile` only.");
        return metric.Op switch
        {
            MetricOperator.CountDistinct => new($"count(distinct {sql})"),
            MetricOperator.Percentile => new($"percentile_cont(?::float8) within group (order by {sql})", metric.Percentile!.Value),
            _ => new($"{metric.Op.ToString().ToLowerInvariant()}({sql})"),
        };
    }

    private static bool Fits(MetricOperator op, FieldType type) => op switch
    {
        MetricOperator.CountDistinct => true,
        MetricOperator.Min or MetricOperator.Max => type is FieldType.Number or FieldType.Moment or FieldType.Day,
        _ => type is FieldType.Number,
    };

    private bool Times(int i) => keys[i].Bucket is not null;

    private Field Find(string name, string pointer) => catalogue.Find(name) is { FilterOnly: false } field ? field : throw Wrong(pointer, $"There is no field `{name}` here.");

    private static string Places(int count) => string.Join(", ", Enumerable.Range(1, count));

    private static string Json(IEnumerable<string> names, string letter, out IReadOnlyList<object> values)
    {
        values = [.. names];
        return $"jsonb_build_object({string.Join(", ", values.Select((_, i) => $"?::text, {letter}{i}"))})";
    }

    private static ProblemException Wrong(string pointer, string message) => AggregationProblems.Invalid.With(message, pointer);
}
