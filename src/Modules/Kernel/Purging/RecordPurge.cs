using Crm.Kernel.Duplicates;
using Crm.Kernel.Following;
using Marten;

namespace Crm.Kernel.Purging;

/// <summary>A record that goes for good.</summary>
/// <param name="Into">The record that it became part of, if it did.</param>
public sealed record PurgedRecord(Guid Id, Guid? Into);

/// <summary>How a kind of record leaves the trash for good: what a module registers beside its record kind.</summary>
/// <param name="object">As its kind names it: <c>contact</c>.</param>
public abstract class RecordPurge(string @object, Type document)
{
    public string Object => @object;

    public Type Document => document;

    /// <summary>SQL of the record that one became part of. Those stay as long as the merge can be reversed.</summary>
    public virtual string? MergedInto => null;

    /// <summary>Removes records that lie in the trash, locked, and all of the module's that is theirs alone. Others hear of it by <see cref="Contracts.Records.RecordsPurged"/>.</summary>
    /// <param name="records">At most <see cref="TrashPurging.StepRecords"/>.</param>
    /// <returns>Messages that go out with it.</returns>
    public abstract Task<IEnumerable<object>> PurgeAsync(IDocumentSession session, IReadOnlyList<PurgedRecord> records, CancellationToken ct);

    /// <summary>What the house keeps beside records of any kind: who follows them, and whose duplicates they are not.</summary>
    public static async Task ForgetBesideAsync(IDocumentSession session, Guid[] ids, CancellationToken ct)
    {
        await session.DeleteSetAsync<Follow>(await session.AdvancedSql.QueryAsync<Guid>("select d.id from kernel.mt_doc_follow as d where d.record_id = any(?::uuid[])", ct, ids), ct);
        await session.DeleteSetAsync<DuplicateDismissal>(await session.AdvancedSql.QueryAsync<string>("select d.id from kernel.mt_doc_duplicatedismissal as d where d.a = any(?::uuid[]) or d.b = any(?::uuid[])", ct, ids, ids), ct);
    }
}
