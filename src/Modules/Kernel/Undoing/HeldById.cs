using Crm.Kernel.Lists;
using Marten;

namespace Crm.Kernel.Undoing;

/// <summary>Records, in the trash or not, locked until the end of the transaction. No reach counts: whoever asks has to hold them against the rights.</summary>
public static class HeldById
{
    public static async Task<IReadOnlyDictionary<Guid, T>> HeldAsync<T>(this IDocumentSession session, Guid[] ids, CancellationToken ct) where T : Resource =>
        (await session.HeldAsync<T>(new("d.id = any(?)", (object)ids), ids.Length, ct)).ToDictionary(record => record.Id);

    /// <summary>The same for the first that meet the condition.</summary>
    /// <param name="skipLocked">Leaves out those that somebody else holds, instead of waiting.</param>
    public static async Task<IReadOnlyList<T>> HeldAsync<T>(this IDocumentSession session, Condition which, int limit, CancellationToken ct, bool skipLocked = false) where T : Resource
    {
        await session.BeginTransactionAsync(ct);
        var sql = $"select jsonb_build_object('version', d.mt_version, 'deleted', d.mt_deleted, 'record', d.data) from {session.DocumentStore.Options.Schema.For<T>()} as d where {which.Sql} order by d.id limit {limit} for update{(skipLocked ? " skip locked" : "")}";
        var held = await session.AdvancedSql.QueryAsync<Held<T>>(sql, ct, [.. which.Values]);
        foreach (var row in held) (row.Record.Version, row.Record.Deleted) = (row.Version, row.Deleted);
        return [.. held.Select(row => row.Record)];
    }

    /// <summary>The record anew, as the store would read it.</summary>
    public static T CopyOf<T>(this ISerializer serializer, T record) where T : Resource
    {
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(serializer.ToJson(record)));
        var copy = serializer.FromJson<T>(json);
        (copy.Version, copy.Deleted) = (record.Version, record.Deleted);
        return copy;
    }

    private sealed record Held<T>(int Version, bool Deleted, T Record);
}
