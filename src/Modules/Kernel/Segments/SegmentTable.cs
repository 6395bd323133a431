using Crm.Kernel.Filters;
using Crm.Kernel.Lists;
using JasperFx.Metadata;
using Marten;

namespace Crm.Kernel.Segments;

/// <summary>A segment that records are held against.</summary>
/// <param name="Condition">Its filter.</param>
internal sealed record CompiledSegment(Segment Segment, SegmentState State, Condition Condition);

/// <summary>Who came to a segment and who left it.</summary>
internal sealed record SegmentMoves(Guid Segment, IReadOnlyList<Guid>? Entered = null, IReadOnlyList<Guid>? Left = null);

/// <summary>The rows that say who is in which segment: written here only, and only by whoever holds the lock.</summary>
internal static class SegmentTable
{
    private const int PurgeRows = 20_000;

    /// <summary>
    /// One after the other, to the end of the transaction: of two who hold the same record against a filter, the one who looked earlier must not write later.
    /// What is read from here on is read as it is then.
    /// </summary>
    public static async Task LockAsync(IDocumentSession session, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        await session.AdvancedSql.QueryAsync<string>("select pg_advisory_xact_lock(hashtextextended('segments', 0))::text", ct);
    }

    /// <summary>Makes some of the records members of the segments whose filters they meet, and no members of the others. Done twice, the second time nothing changes.</summary>
    /// <param name="among">Which records, as a condition on that column.</param>
    public static async Task<IReadOnlyList<SegmentMoves>> SettleAsync(
        IDocumentSession session, RecordKind kind, IReadOnlyList<CompiledSegment> segments, Func<string, Condition> among, string cause, DateTimeOffset now, CancellationToken ct)
    {
        var (table, live) = (session.DocumentStore.Options.Schema.For(kind.Document), kind.Document.IsAssignableTo(typeof(ISoftDeleted)) ? "not d.mt_deleted" : "true");
        var (records, members) = (among("d.id"), among("m.record_id"));
        var sql = $"""
            with meet as materialized (
                {string.Join(" union all ", segments.Select(s => $"select ?::uuid as segment_id, d.id as record_id from {table} as d where {records.Sql} and {live} and ({s.Condition.Sql})"))}),
            gone as (
                delete from kernel.segment_members m
                where m.segment_id = any(?::uuid[]) and {members.Sql} and not exists (select from meet where meet.segment_id = m.segment_id and meet.record_id = m.record_id)
                returning m.segment_id, m.record_id),
            come as (
                insert into kernel.segment_members (segment_id, record_id, entered_at)
                select segment_id, record_id, ?::timestamptz from meet
                where not exists (select from kernel.segment_members m where m.segment_id = meet.segment_id and m.record_id = meet.record_id)
                on conflict do nothing
                returning segment_id, record_id),
            moved as (select segment_id, record_id, true as entered from come union all select segment_id, record_id, false from gone),
            told as (
                insert into kernel.segment_events (segment_id, record_id, entered, cause, at)
                select segment_id, record_id, entered, ?::text, ?::timestamptz from moved where segment_id <> all(?::uuid[]) order by record_id)
            select jsonb_build_object('segment', segment_id, 'entered', array_agg(record_id order by record_id) filter (where entered), 'left', array_agg(record_id order by record_id) filter (where not entered))
            from moved group by segment_id
            """;
        Guid[] all = [.. segments.Select(s => s.Segment.Id)], quiet = [.. segments.Where(s => s.State.EvaluatedAt is null).Select(s => s.Segment.Id)];
        return await session.AdvancedSql.QueryAsync<SegmentMoves>(sql, ct,
            [.. segments.SelectMany(s => (IEnumerable<object>)[s.Segment.Id, .. records.Values, .. s.Condition.Values]), all, .. members.Values, now, cause, now, quiet]);
    }

    /// <summary>The last id of the next records, dead or alive; null if there are not so many.</summary>
    public static async Task<Guid?> BoundAsync(IDocumentSession session, RecordKind kind, Guid after, int count, CancellationToken ct)
    {
        var found = await session.AdvancedSql.QueryAsync<Guid>($"select d.id from {session.DocumentStore.Options.Schema.For(kind.Document)} as d where d.id > ? order by d.id offset {count - 1} limit 1", ct, after);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Records that are tied to others now, or were as far as the change log knows; those after one, by their ids.</summary>
    public static async Task<IReadOnlyList<Guid>> TiedAsync(IDocumentSession session, RecordKind near, RecordKind far, IReadOnlyCollection<Guid> ids, Guid after, int count, CancellationToken ct)
    {
        var schema = session.DocumentStore.Options.Schema;
        // One select for each tie, since none of several that are joined by "or" has its index.
        var (ties, values) = (new List<string>(), new List<object>());
        void Tie(string tied, params object[] with)
        {
            ties.Add($"select d.id from {schema.For(near.Document)} as d where d.id > ? and {tied}");
            values.AddRange([after, .. with]);
        }
        foreach (var relation in near.Fields.Relations.Where(r => r.Object == far.Object))
        {
            Tie(string.Format(relation.Near, relation.FarPath is null ? "select unnest(?::uuid[])" : $"select {relation.Far} from {schema.For(far.Document)} as d where d.id = any(?::uuid[])"), ids.ToArray());
            if (relation.FarPath is not { } path) continue;
            // Which it was tied to until it was written, only history knows.
            Tie(string.Format(relation.Near, $"""
                select (tie #>> array[]::text[])::uuid from kernel.changes c join kernel.change_values v on v.change_id = c.id
                cross join lateral jsonb_path_query(v.before, '{path}') as tie
                where c.object = ? and c.object_id = any(?::text[])
                """), far.Object, ids.Select(id => id.ToString()).ToArray());
        }
        return await session.AdvancedSql.QueryAsync<Guid>($"select id from ({string.Join(" union ", ties)}) as tied order by id limit {count}", ct, [.. values]);
    }

    /// <summary>To be committed with something else, since Marten commits nothing where nothing is pending.</summary>
    /// <returns>Whether there may be more.</returns>
    public static async Task<bool> PurgeSomeAsync(IDocumentSession session, Guid segment, CancellationToken ct)
    {
        await LockAsync(session, ct);
        var removed = await session.AdvancedSql.QueryAsync<long>($"""
            with members as (delete from kernel.segment_members where ctid = any(array(select ctid from kernel.segment_members where segment_id = ? limit {PurgeRows})) returning 1),
            events as (delete from kernel.segment_events where ctid = any(array(select ctid from kernel.segment_events where segment_id = ? limit {PurgeRows})) returning 1)
            select greatest((select count(*) from members), (select count(*) from events))
            """, ct, segment, segment);
        return removed[0] == PurgeRows;
    }
}
