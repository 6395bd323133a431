using System.Text.Json;
using Crm.Kernel.Aggregations;
using Crm.Kernel.CustomFields.Computed;
using Marten;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Lists;

/// <summary>One page of documents: filtered, in a total order, from a place on. The page costs the same wherever in the list it lies.</summary>
public sealed class Listing<T>(IQuerySession session, Cursors cursors, HttpRequest http, ListTerms terms, ComputedValues computed) where T : notnull
{
    private readonly Selection<T> selection = new(session, terms.Sort);

    /// <summary>Only what meets the condition; null is none.</summary>
    public Listing<T> Where(Condition? condition)
    {
        selection.Add(condition);
        return this;
    }

    /// <summary>Lists the trash instead of what is live.</summary>
    public Listing<T> Trashed(bool only)
    {
        selection.Trashed = only;
        return this;
    }

    public async Task<Page<TView>> ReadAsync<TView>(Func<T, TView> view, CancellationToken ct)
    {
        var fields = SparseFields.Read<TView>(terms.Fields);
        var filter = selection.Filter();
        var list = JsonSerializer.Serialize(new { session.TenantId, http.Path, order = selection.Keyset.OrderBy(false), filter });
        var place = terms.Cursor is null ? null : cursors.Open(terms.Cursor, list);
        var limit = terms.Limit;

        var rows = await selection.ReadAsync(filter, place, limit + 1, ct);
        var (more, backwards) = (rows.Count > limit, place is { Backwards: true });
        var page = rows.Take(limit).ToList();
        if (backwards) page.Reverse();
        await computed.ShowAsync([.. page.Select(row => row.Document)], ct);

        string? CursorAt(int row, bool back) => page.Count == 0 ? null : cursors.Seal(new(Selection<T>.Keys(page[row].Keys), back), list);
        var next = more || backwards ? CursorAt(page.Count - 1, false) : null;
        var prev = backwards ? more : place is not null;
        return new([.. page.Select(row => view(row.Document))], new(limit, next is not null, next, prev ? CursorAt(0, true) : null, await TotalAsync(filter, ct)))
        {
            Fields = fields,
        };
    }

    internal Task<IReadOnlyList<AggregatedGroup>> AggregateAsync(AggregationPlan plan, CancellationToken ct) => selection.AggregateAsync(plan, ct);

    private async Task<long?> TotalAsync(Condition filter, CancellationToken ct) => terms.Count switch
    {
        CountMode.Exact => await selection.CountAsync(filter, ct),
        CountMode.Estimated => await selection.EstimateAsync(filter, ct),
        _ => null,
    };
}
