using System.Text.Json;
using Crm.Kernel.Lists;
using Dapper;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Control;

/// <summary>Pages through rows of the control database in the order of one unique key.</summary>
public sealed class ControlPages(ControlSession control, Cursors cursors, Caller caller, IHttpContextAccessor http)
{
    /// <summary>The same by an id, so that an index over it serves the order.</summary>
    public Task<Page<TView>> ReadAsync<TRow, TView>(
        string select, string key, Func<TRow, Guid> idOf, object parameters, PageRequest request, Func<TRow, TView> view, CancellationToken ct, bool descending = false) =>
        ReadAsync(select, key, "@beyond::uuid", row => idOf(row).ToString(), parameters, request, view, descending, ct);

    /// <param name="select">A query with a where clause and no order; never made from what a client sends.</param>
    /// <param name="key">A unique text expression over its rows, without nulls.</param>
    /// <param name="keyOf">The same of a row that was read.</param>
    /// <param name="descending">Whether the greatest key comes first.</param>
    public Task<Page<TView>> ReadAsync<TRow, TView>(
        string select, string key, Func<TRow, string> keyOf, object parameters, PageRequest request, Func<TRow, TView> view, CancellationToken ct, bool descending = false) =>
        ReadAsync(select, key, "@beyond", keyOf, parameters, request, view, descending, ct);

    private async Task<Page<TView>> ReadAsync<TRow, TView>(
        string select, string key, string place, Func<TRow, string> keyOf, object parameters, PageRequest request, Func<TRow, TView> view, bool descending, CancellationToken ct)
    {
        var list = JsonSerializer.Serialize(new { caller.TenantId, http.HttpContext!.Request.Path, parameters });
        var values = new DynamicParameters(parameters);
        var (limit, beyond) = (request.AtMost(), "");
        if (request.Cursor is { } cursor)
        {
            values.Add("beyond", cursors.Open(cursor, list).Keys[0]);
            beyond = $"and {key} {(descending ? "<" : ">")} {place}";
        }
        var rows = await control.QueryAsync<TRow>($"{select} {beyond} order by {key} {(descending ? "desc" : "")} limit {limit + 1}", values, ct);
        var page = rows.Take(limit).ToList();
        var next = rows.Count > limit ? cursors.Seal(new([keyOf(page[^1])], Backwards: false), list) : null;
        return new([.. page.Select(view)], new(limit, next is not null, next));
    }
}
