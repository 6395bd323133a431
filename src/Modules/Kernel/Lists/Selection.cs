using System.Reflection;
using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.Aggregations;
using Crm.Kernel.Problems;
using JasperFx.Metadata;
using Marten;
using Marten.Internal;
using Weasel.Storage;

namespace Crm.Kernel.Lists;

/// <summary>Documents that meet conditions, in a total order, and never any out of the caller's reach: what pages and exports read from.</summary>
internal sealed class Selection<T>(IQuerySession session, IReadOnlyList<SortKey> sort) where T : notnull
{
    private readonly IDocumentStorage<T> table = ((IMartenSession)session).StorageFor<T>();
    private readonly List<Condition> conditions = [];

    /// <summary>The trash instead of what is live.</summary>
    public bool Trashed { get; set; }

    public Keyset Keyset => field ??= new(sort, table.IdType);

    public void Add(Condition? condition)
    {
        if (condition is not null) conditions.Add(condition);
    }

    public Condition Filter()
    {
        var texts = conditions.SelectMany(c => c.Values).SelectMany(value => value as string[] ?? [value as string ?? ""]);
        if (texts.Any(text => text.Contains('\0'))) throw KernelProblems.Invalid.With("No text holds the character U+0000.");
        var live = typeof(T).IsAssignableTo(typeof(ISoftDeleted)) ? new Condition(Trashed ? "d.mt_deleted" : "not d.mt_deleted") : null;
        return Condition.All(new[] { live, Reach }.OfType<Condition>().Concat(conditions));
    }

    /// <summary>Rows from the place on, each with the keys that a place is made of.</summary>
    public async Task<IReadOnlyList<(T Document, string Keys)>> ReadAsync(Condition filter, Place? place, int limit, CancellationToken ct)
    {
        var where = place is null ? filter : Condition.All([filter, Keyset.Beyond(place.Keys, place.Backwards)]);
        var sql = $"""
            select row({string.Join(", ", table.SelectFields())}), row({Keyset.Values})
            from {table.FromObject} as d where {where.Sql}
            order by {Keyset.OrderBy(place is { Backwards: true })} limit {limit}
            """;
        return await session.AdvancedSql.QueryAsync<T, string>(sql, ct, [.. where.Values]);
    }

    public Task<IReadOnlyList<AggregatedGroup>> AggregateAsync(AggregationPlan plan, CancellationToken ct)
    {
        var query = plan.Over(table.FromObject, Filter());
        return session.AdvancedSql.QueryAsync<AggregatedGroup>(query.Sql, ct, [.. query.Values]);
    }

    public async Task<long> CountAsync(Condition filter, CancellationToken ct) =>
        (await session.AdvancedSql.QueryAsync<long>($"select count(*) from {table.FromObject} as d where {filter.Sql}", ct, [.. filter.Values]))[0];

    /// <summary>How many the database's planner believes there are.</summary>
    public async Task<long> EstimateAsync(Condition filter, CancellationToken ct)
    {
        var plan = await session.AdvancedSql.QueryAsync<string>($"explain (format json) select 1 from {table.FromObject} as d where {filter.Sql}", ct, [.. filter.Values]);
        return JsonDocument.Parse(plan[0]).RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetInt64();
    }

    public static string[] Keys(string json) =>
        [.. JsonDocument.Parse(json).RootElement.EnumerateArray().Select(key => key.ValueKind is JsonValueKind.String ? key.GetString()! : key.GetRawText())];

    /// <summary>Only what the caller may see. Here, and not in the slices, so that none can forget it.</summary>
    private static Condition? Reach =>
        typeof(T).GetCustomAttribute<RecordsAttribute>() is { } records && Rights.Current is { } rights ? rights.Within(records.Read) : null;
}
