using System.Reflection;
using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.Aggregations;
using Crm.Kernel.Problems;
using JasperFx.Metadata;
using Marten;
using Marten.Internal;
using Microsoft.AspNetCore.Http;
using Weasel.Storage;

namespace Crm.Kernel.Lists;

/// <summary>One page of documents: filtered, in a total order, from a place on. The page costs the same wherever in the list it lies.</summary>
public sealed class Listing<T>(IQuerySession session, Cursors cursors, HttpRequest http, ListTerms terms) where T : notnull
{
    private readonly IDocumentStorage<T> table = ((IMartenSession)session).StorageFor<T>();
    private readonly List<Condition> conditions = [];
    private bool trashed;

    /// <summary>Only what meets the condition; null is none.</summary>
    public Listing<T> Where(Condition? condition)
    {
        if (condition is not null) conditions.Add(condition);
        return this;
    }

    /// <summary>Lists the trash instead of what is live.</summary>
    public Listing<T> Trashed(bool only)
    {
        trashed = only;
        return this;
    }

    public async Task<Page<TView>> ReadAsync<TView>(Func<T, TView> view, CancellationToken ct)
    {
        var fields = SparseFields.Read<TView>(terms.Fields);
        var keyset = new Keyset(terms.Sort, table.IdType);
        var filter = Filter();
        var list = JsonSerializer.Serialize(new { session.TenantId, http.Path, order = keyset.OrderBy(false), filter });
        var place = terms.Cursor is null ? null : cursors.Open(terms.Cursor, list);
        var limit = terms.Limit;

        var rows = await RowsAsync(keyset, filter, place, limit + 1, ct);
        var (more, backwards) = (rows.Count > limit, place is { Backwards: true });
        var page = rows.Take(limit).ToList();
        if (backwards) page.Reverse();

        string? CursorAt(int row, bool back) => page.Count == 0 ? null : cursors.Seal(new(Keys(page[row].Keys), back), list);
        var next = more || backwards ? CursorAt(page.Count - 1, false) : null;
        var prev = backwards ? more : place is not null;
        return new([.. page.Select(row => view(row.Document))], new(limit, next is not null, next, prev ? CursorAt(0, true) : null, await TotalAsync(filter, ct)))
        {
            Fields = fields,
        };
    }

    internal Task<IReadOnlyList<AggregatedGroup>> AggregateAsync(AggregationPlan plan, CancellationToken ct)
    {
        var query = plan.Over(table.FromObject, Filter());
        return session.AdvancedSql.QueryAsync<AggregatedGroup>(query.Sql, ct, [.. query.Values]);
    }

    private Condition Filter()
    {
        var texts = conditions.SelectMany(c => c.Values).SelectMany(value => value as string[] ?? [value as string ?? ""]);
        if (texts.Any(text => text.Contains('\0'))) throw KernelProblems.Invalid.With("No text holds the character U+0000.");
        var live = typeof(T).IsAssignableTo(typeof(ISoftDeleted)) ? new Condition(trashed ? "d.mt_deleted" : "not d.mt_deleted") : null;
        return Condition.All(new[] { live, Reach }.OfType<Condition>().Concat(conditions));
    }

    /// <summary>Only what the caller may see. Here, and not in the slices, so that none can forget it.</summary>
    private static Condition? Reach =>
        typeof(T).GetCustomAttribute<RecordsAttribute>() is { } records && Rights.Current is { } rights ? rights.Within(records.Read) : null;

    private async Task<IReadOnlyList<(T Document, string Keys)>> RowsAsync(Keyset keyset, Condition filter, Place? place, int limit, CancellationToken ct)
    {
        var where = place is null ? filter : Condition.All([filter, keyset.Beyond(place.Keys, place.Backwards)]);
        var sql = $"""
            select row({string.Join(", ", table.SelectFields())}), row({keyset.Values})
            from {table.FromObject} as d where {where.Sql}
            order by {keyset.OrderBy(place is { Backwards: true })} limit {limit}
            """;
        return await session.AdvancedSql.QueryAsync<T, string>(sql, ct, [.. where.Values]);
    }

    private async Task<long?> TotalAsync(Condition filter, CancellationToken ct)
    {
        object[] values = [.. filter.Values];
        switch (terms.Count)
        {
            case CountMode.Exact:
                return (await session.AdvancedSql.QueryAsync<long>($"select count(*) from {table.FromObject} as d where {filter.Sql}", ct, values))[0];
            case CountMode.Estimated:
                var plan = await session.AdvancedSql.QueryAsync<string>($"explain (format json) select 1 from {table.FromObject} as d where {filter.Sql}", ct, values);
                return JsonDocument.Parse(plan[0]).RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetInt64();
            default:
                return null;
        }
    }

    private static string[] Keys(string json) =>
        [.. JsonDocument.Parse(json).RootElement.EnumerateArray().Select(key => key.ValueKind is JsonValueKind.String ? key.GetString()! : key.GetRawText())];
}
