using System.Reflection;
using Crm.Kernel.Access;
using Crm.Kernel.Filters;
using Marten;

namespace Crm.Kernel.Changes;

/// <summary>A stretch of a company's history as the caller may know it.</summary>
/// <param name="Till">Up to where it was read.</param>
/// <param name="More">Whether it goes on beyond that.</param>
public sealed record ChangeStretch(IReadOnlyList<(long Position, ChangeView Change)> Changes, long Till, bool More);

/// <summary>Reads what became of records from the change log, each entry once and in order, within the caller's reach.</summary>
public sealed class RecordChanges(IDocumentSession session, IEnumerable<RecordKind> kinds)
{
    // So much of the log is looked through at once, however little of it is about records.
    private const int Span = 20_000;
    private const int MostSpans = 10;

    /// <summary>Kinds that the caller may see; those of the names, comma-separated, if there are some.</summary>
    public IReadOnlyList<RecordKind> Among(string? types) =>
        Collections.Among([.. kinds.Where(kind => RecordsOf(kind) is not null)], kind => RecordsOf(kind)!, types);

    public async Task<ChangeStretch> ReadAsync(long since, IReadOnlyList<RecordKind> among, int limit, CancellationToken ct)
    {
        var told = new List<(long, ChangeView)>();
        var (till, more) = (since, true);
        for (var span = 0; more && told.Count < limit && span < MostSpans; span++)
        {
            var page = limit - told.Count;
            var (entries, reach, horizon) = await EntriesAsync(till, among, page, ct);
            // The horizon may lie before a place that was told already.
            till = Math.Max(till, entries.Count == page ? entries[^1].Position : reach);
            more = till < horizon;
            told.AddRange(await ToldAsync(entries, among, ct));
        }
        return new(told, till, more);
    }

    private static RecordsAttribute? RecordsOf(RecordKind kind) => kind.Document.GetCustomAttribute<RecordsAttribute>();

    private async Task<(List<Entry> Entries, long Till, long Horizon)> EntriesAsync(long since, IReadOnlyList<RecordKind> among, int page, CancellationToken ct)
    {
        var rows = await session.AdvancedSql.QueryAsync<Row>(
            $"""
            select jsonb_build_object('till', r.till, 'horizon', r.horizon, 'position', r.id, 'at', r.at, 'object', r.object, 'record', r.object_id, 'action', r.action, 'fields', r.fields, 'version', r.version,
                'known', r.known, 'ownerBefore', r.owner_before, 'mergedInto', r.merged_into)
            from kernel.read_record_changes(?, ?::text[], ?, {Span}) as r
            """, ct, since, among.Select(kind => kind.Object).ToArray(), page);
        var entries = rows.Where(r => r.Position is not null)
            .Select(r => new Entry(r.Position!.Value, r.At!.Value, r.Object!, Guid.Parse(r.Record!), r.Action!, r.Fields!, r.Version, r.Known is true, Guid.TryParse(r.OwnerBefore, out var owner) ? owner : null, r.MergedInto is not null));
        return ([.. entries], rows[0].Till, rows[0].Horizon);
    }

    private async Task<IEnumerable<(long, ChangeView)>> ToldAsync(List<Entry> entries, IReadOnlyList<RecordKind> among, CancellationToken ct)
    {
        var seen = new Dictionary<string, HashSet<Guid>?>();
        foreach (var kind in among.Where(kind => entries.Exists(e => e.Object == kind.Object)))
            seen[kind.Object] = await InReachAsync(kind, [.. entries.Where(e => e.Object == kind.Object).Select(e => e.Id).Distinct()], ct);
        return entries.Select(e => (e.Position, Change: Told(e, among.First(kind => kind.Object == e.Object), seen[e.Object]))).Where(t => t.Change is not null).Select(t => (t.Position, t.Change!));
    }

    /// <summary>Those of the records that the caller's role reaches, in the trash or not; null if it reaches all.</summary>
    private async Task<HashSet<Guid>?> InReachAsync(RecordKind kind, Guid[] ids, CancellationToken ct)
    {
        if (Rights.Current?.Within(RecordsOf(kind)!.Read) is not { } reach) return null;
        var found = await session.AdvancedSql.QueryAsync<Guid>($"select d.id from {session.DocumentStore.Options.Schema.For(kind.Document)} as d where d.id = any(?::uuid[]) and {reach.Sql}", ct, [ids, .. reach.Values]);
        return [.. found];
    }

    /// <summary>Who cannot see the record now is told at most that it went; and not even that of one that never was in reach.</summary>
    private static ChangeView? Told(Entry e, RecordKind kind, HashSet<Guid>? seen)
    {
        var removed = new ChangeView(e.Object, e.Id, ChangeKind.Removed, null, e.At, []);
        var had = !e.Known || Rights.Current is not { } rights || rights.Reach(RecordsOf(kind)!.Read, e.OwnerBefore);
        if (e.Action == "deleted") return had ? removed : null;
        if (seen is not null && !seen.Contains(e.Id)) return e.Fields.Contains("ownerId") && had ? removed : null;
        return new(e.Object, e.Id, KindOf(e), e.Version, e.At, [.. e.Fields.Where(field => Sees(kind, field))]);
    }

    private static ChangeKind KindOf(Entry e) => e.Action switch
    {
        "created" => ChangeKind.Created,
        "updated" or "trashed" when e.IsMerge => ChangeKind.Merged,
        "trashed" => ChangeKind.Trashed,
        "restored" => ChangeKind.Restored,
        _ => ChangeKind.Updated,
    };

    // That it changed says what is hidden no less than where it is shown.
    private static bool Sees(RecordKind kind, string member)
    {
        if (member is "updatedAt" or "updatedBy") return false;
        if (Rights.Current is not { } rights) return true;
        var field = kind.Fields.Find(member);
        return (field?.Permission is not { } needed || rights.Permissions.ContainsKey(needed)) && (field?.Tells ?? []).Append(member).All(told => rights.Of(kind.Object, told) != FieldAccess.Hidden);
    }

    private sealed record Entry(long Position, DateTimeOffset At, string Object, Guid Id, string Action, IReadOnlyList<string> Fields, int? Version, bool Known, Guid? OwnerBefore, bool IsMerge);

    private sealed record Row(
        long Till, long Horizon, long? Position = null, DateTimeOffset? At = null, string? Object = null, string? Record = null, string? Action = null, IReadOnlyList<string>? Fields = null, int? Version = null,
        bool? Known = null, string? OwnerBefore = null, string? MergedInto = null);
}
