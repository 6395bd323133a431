using Crm.Contracts.Records;
using Crm.Kernel.Lists;
using Crm.Kernel.Merging;
using Crm.Kernel.Organizations;
using Marten;

namespace Crm.Kernel.Purging;

/// <summary>Takes records out of the trash for good. When each went there decides, at the time it is looked at.</summary>
public sealed class TrashPurging(IEnumerable<RecordPurge> purges, TimeProvider clock)
{
    public const int StepRecords = 500;

    // A transaction that puts records into the trash may have begun before the clock was read, or commit after it.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    public RecordPurge? Find(string @object) => purges.FirstOrDefault(p => p.Object == @object);

    /// <summary>The message that purges what goes to the trash now, and when it is due.</summary>
    public async Task<(PurgeTrash Message, DateTimeOffset At)> PlanAsync(IQuerySession session, string @object, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return (new(@object, now + Slack), now + Slack + TimeSpan.FromDays((await Organization.LoadAsync(session, ct)).TrashDays));
    }

    /// <summary>The same for all kinds, at once: the time in the trash may have become shorter.</summary>
    public IEnumerable<PurgeTrash> All() => purges.Select(p => new PurgeTrash(p.Object, clock.GetUtcNow() + Slack));

    /// <summary>Purges up to <see cref="StepRecords"/> that are due.</summary>
    /// <returns>How many, and what goes out with it.</returns>
    internal async Task<(int Count, List<object> Told)> StepAsync(IDocumentSession session, RecordPurge purge, CancellationToken ct)
    {
        var (due, days) = (clock.GetUtcNow(), (await Organization.LoadAsync(session, ct)).TrashDays);
        return await PurgeAsync(session, purge, new($"{Leaves(purge)} <= ?", days, days, due), ct);
    }

    /// <summary>When the first of those is due that went to the trash until then; null if none lies there.</summary>
    internal static async Task<DateTimeOffset?> NextAsync(IQuerySession session, PurgeTrash message, RecordPurge purge, CancellationToken ct)
    {
        var days = (await Organization.LoadAsync(session, ct)).TrashDays;
        var next = await session.AdvancedSql.QueryAsync<DateTimeOffset>($"select t.at from (select min({Leaves(purge)}) as at from {Table(session, purge)} as d where d.mt_deleted and d.mt_deleted_at <= ?) t where t.at is not null", ct, days, days, message.Until);
        return next.Count == 0 ? null : next[0] + Slack;
    }

    /// <summary>Purges those in the trash that meet the condition, up to a step's worth.</summary>
    internal async Task<(int Count, List<object> Told)> PurgeAsync(IDocumentSession session, RecordPurge purge, Condition which, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        var into = purge.MergedInto ?? "null::uuid";
        var records = await session.AdvancedSql.QueryAsync<PurgedRow>($"""
            select jsonb_build_object('record', d.id, 'into', {into}) from {Table(session, purge)} as d where d.mt_deleted and {which.Sql} order by d.id limit {StepRecords} for update
            """, ct, [.. which.Values]);
        if (records.Count == 0) return (0, []);
        List<object> told = [.. await purge.PurgeAsync(session, [.. records.Select(r => new PurgedRecord(r.Record, r.Into))], ct)];
        Guid[] own = [.. records.Where(r => r.Into is null).Select(r => r.Record)];
        var now = clock.GetUtcNow();
        if (own.Length > 0) told.Add(new RecordsPurged(Guid.CreateVersion7(now), purge.Object, own, now));
        return (records.Count, told);
    }

    /// <summary>When a record leaves the trash.</summary>
    private static string Leaves(RecordPurge purge) => $"d.mt_deleted_at + make_interval(days => case when {purge.MergedInto ?? "null::uuid"} is not null then greatest(?, {RecordMerge.Reversible.Days}) else ? end)";

    private static string Table(IQuerySession session, RecordPurge purge) => session.DocumentStore.Options.Schema.For(purge.Document);

    private sealed record PurgedRow(Guid Record, Guid? Into = null);
}
