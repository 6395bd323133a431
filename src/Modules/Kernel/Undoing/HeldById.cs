using Marten;

namespace Crm.Kernel.Undoing;

/// <summary>Records by their ids, in the trash or not, locked until the end of the transaction. No reach counts: whoever asks has to hold them against the rights.</summary>
public static class HeldById
{
    public static async Task<IReadOnlyDictionary<Guid, T>> HeldAsync<T>(this IDocumentSession session, Guid[] ids, CancellationToken ct) where T : Resource
    {
        await session.BeginTransactionAsync(ct);
        var sql = $"select jsonb_build_object('version', d.mt_version, 'deleted', d.mt_deleted, 'record', d.data) from {session.DocumentStore.Options.Schema.For<T>()} as d where d.id = any(?) order by d.id for update";
        var held = await session.AdvancedSql.QueryAsync<Held<T>>(sql, ct, [ids]);
        foreach (var row in held) (row.Record.Version, row.Record.Deleted) = (row.Version, row.Deleted);
        return held.ToDictionary(row => row.Record.Id, row => row.Record);
    }

    private sealed record Held<T>(int Version, bool Deleted, T Record);
}
