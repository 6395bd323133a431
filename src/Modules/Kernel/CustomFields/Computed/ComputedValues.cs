using System.Collections.Concurrent;
using System.Text.Json;
using Crm.Kernel.Filters;
using Marten;

namespace Crm.Kernel.CustomFields.Computed;

/// <summary>A record that a company can give fields of its own.</summary>
public interface IHasCustom
{
    Guid Id { get; }
    IReadOnlyDictionary<string, JsonElement> Custom { get; set; }
}

/// <summary>Which companies had no computed fields a moment ago: reading a record costs them nothing then. A new field shows on every node within that moment.</summary>
public sealed class ComputedNowhere(TimeProvider clock)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> since = [];

    public bool Holds(string tenant) => since.TryGetValue(tenant, out var at) && clock.GetElapsedTime(at) < Moment;

    public void Note(string tenant) => since[tenant] = clock.GetTimestamp();
}

/// <summary>Adds the values of formulas and roll-ups to records that are read, and only read: what is added must not be stored. One query for all of them.</summary>
public sealed class ComputedValues(IDocumentSession session, RecordFilters filters, ComputedNowhere nowhere)
{
    public async Task<T> ShownAsync<T>(T record, CancellationToken ct) where T : notnull
    {
        await ShowAsync([record], ct);
        return record;
    }

    public async Task ShowAsync<T>(IReadOnlyList<T> records, CancellationToken ct) where T : notnull
    {
        if (records.Count == 0 || !typeof(T).IsAssignableTo(typeof(IHasCustom)) || nowhere.Holds(session.TenantId)) return;
        var computed = await filters.ComputedAsync(filters.KindOf(typeof(T)), ct);
        if (computed is null)
        {
            nowhere.Note(session.TenantId);
            return;
        }
        var shown = computed.Where(c => c.Field.IsSeen).ToList();
        if (shown.Count == 0) return;
        var byId = records.Cast<IHasCustom>().ToDictionary(r => r.Id);
        var values = string.Join(", ", shown.Select(c => $"'{c.Key}', {c.Value}"));
        var sql = $"select jsonb_build_object('record', d.id, 'values', jsonb_strip_nulls(jsonb_build_object({values}))) from {session.DocumentStore.Options.Schema.For<T>()} as d where d.id = any(?::uuid[])";
        foreach (var row in await session.AdvancedSql.QueryAsync<ComputedRow>(sql, ct, (object)byId.Keys.ToArray()))
            if (row.Values.Count > 0) byId[row.Record].Custom = new Dictionary<string, JsonElement>([.. byId[row.Record].Custom, .. row.Values]);
    }

    private sealed record ComputedRow(Guid Record, Dictionary<string, JsonElement> Values);
}
