using System.Text.Json;
using Marten;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Lists;

/// <summary>Whose history is asked for.</summary>
public sealed record FieldOfRecord(string Object, Guid Id, string Field);

/// <summary>One value a member has had.</summary>
/// <param name="Entry">The change log's entry.</param>
/// <param name="From">Null where the record began, or where the values were erased.</param>
public sealed record FieldChange(long Entry, DateTimeOffset At, string Actor, string? From, string? To);

/// <summary>Pages through the change log's entries about one member of one record.</summary>
public sealed class FieldHistory(IQuerySession session, Cursors cursors, HttpRequest http, FieldOfRecord about, PageRequest request)
{
    public async Task<Page<TView>> ReadAsync<TView>(Func<FieldChange, TView> view, CancellationToken ct)
    {
        var list = JsonSerializer.Serialize(new { session.TenantId, http.Path, about });
        var before = request.Cursor is null ? long.MaxValue : long.Parse(cursors.Open(request.Cursor, list).Keys[0]);
        var limit = request.AtMost();
        var rows = await session.AdvancedSql.QueryAsync<FieldChange>($"""
            select jsonb_build_object('entry', c.id, 'at', c.at, 'actor', c.actor, 'from', v.before ->> ?, 'to', v.after ->> ?)
            from kernel.changes c left join kernel.change_values v on v.change_id = c.id
            where c.object = ? and c.object_id = ? and c.id < ? and (c.action = 'created' or ? = any (c.fields))
            order by c.id desc limit {limit + 1}
            """, ct, about.Field, about.Field, about.Object, about.Id.ToString(), before, about.Field);
        var page = rows.Take(limit).ToList();
        var next = rows.Count > limit ? cursors.Seal(new([page[^1].Entry.ToString()], Backwards: false), list) : null;
        return new([.. page.Select(view)], new(limit, next is not null, next));
    }
}
