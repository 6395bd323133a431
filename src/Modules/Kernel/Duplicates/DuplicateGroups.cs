using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.Lists;
using Marten;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Duplicates;

/// <summary>Records that are likely to mean the same.</summary>
/// <param name="Records">The first twenty of them.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Score">How likely, between 0 and 1.</param>
/// <param name="Reasons">What all of them have in common.</param>
public sealed record DuplicateGroupView(IReadOnlyList<DuplicateRecord> Records, int Count, decimal Score, IReadOnlyList<string> Reasons);

/// <summary>One of a group.</summary>
/// <param name="Name">As far as the caller may see it.</param>
public sealed record DuplicateRecord(Guid Id, string Name);

/// <summary>Pages of groups over all records within the caller's reach. Each record's keys are read once; records are never compared with each other.</summary>
public sealed class DuplicateGroups(IDocumentSession session, Cursors cursors, IHttpContextAccessor http)
{
    private const int Shown = 20;

    public async Task<Page<DuplicateGroupView>> ReadAsync<T>(PageRequest request, CancellationToken ct) where T : OwnedResource, IMatchable
    {
        var list = JsonSerializer.Serialize(new { session.TenantId, http.HttpContext!.Request.Path, rights = LikelyDuplicates.Reach<T>().Sql });
        var (limit, after) = (request.AtMost(), request.Cursor is null ? "" : cursors.Open(request.Cursor, list).Keys[0]);
        var rows = await RowsAsync<T>(after, limit + 1, ct);
        var page = rows.Take(limit).ToList();
        var records = (await session.LoadManyAsync<T>(ct, [.. page.SelectMany(row => row.Records).Distinct()])).ToDictionary(r => r.Id);
        var next = rows.Count > limit ? cursors.Seal(new([page[^1].Place], Backwards: false), list) : null;
        return new([.. page.Select(row => View(row, records))], new(limit, next is not null, next));
    }

    // Of those that share a key, all pairs may have been dismissed: then there is nothing to tell.
    private async Task<IReadOnlyList<Row>> RowsAsync<T>(string after, int limit, CancellationToken ct) where T : OwnedResource, IMatchable
    {
        var (schema, reach) = (session.DocumentStore.Options.Schema, LikelyDuplicates.Reach<T>());
        var sql = $"""
            with keyed as (
              select key, array_agg(d.id order by d.id) as ids from {schema.For<T>()} as d, unnest(d.dup_keys) as key
              where not d.mt_deleted and {reach.Sql} and split_part(key, '|', 1) = any(?::text[]) group by key having count(*) > 1
            ), grouped as (
              select ids, ids[1]::text || md5(ids::text) as place, array_agg(distinct split_part(key, '|', 1)) as reasons from keyed group by ids
            )
            select jsonb_build_object('place', place, 'records', to_jsonb(ids[1:{Shown}]), 'count', cardinality(ids), 'reasons', to_jsonb(reasons))
            from grouped as g where place > ? collate "C" and (
              select count(*) from {schema.For<DuplicateDismissal>()} as x where x.a = any(g.ids) and x.b = any(g.ids)) < cardinality(ids)::bigint * (cardinality(ids) - 1) / 2
            order by place collate "C" limit {limit}
            """;
        return await session.AdvancedSql.QueryAsync<Row>(sql, ct, [.. reach.Values, LikelyDuplicates.Visible<T>().Select(r => r.Name).ToArray(), after]);
    }

    private static DuplicateGroupView View<T>(Row row, Dictionary<Guid, T> records) where T : OwnedResource, IMatchable => new(
        [.. row.Records.Select(id => new DuplicateRecord(id, records[id].NameToTell()))], row.Count, LikelyDuplicates.Score<T>(row.Reasons), row.Reasons);

    private sealed record Row(string Place, IReadOnlyList<Guid> Records, int Count, IReadOnlyList<string> Reasons);
}
