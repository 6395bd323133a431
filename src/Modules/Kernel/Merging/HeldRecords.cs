using Crm.Kernel.Lists;
using Marten;

namespace Crm.Kernel.Merging;

/// <summary>Records whoever they belong to: that they follow others is the house's doing, not the caller's, so no reach counts and the guard of loaded records is passed by.</summary>
public static class HeldRecords
{
    /// <summary>Live ones that meet the condition, locked until the end of the transaction; null if there are more than that.</summary>
    public static async Task<IReadOnlyList<T>?> HoldAsync<T>(this IDocumentSession session, Condition which, int most, CancellationToken ct) where T : Resource
    {
        var held = await session.HoldSomeAsync<T>(which, most + 1, ct);
        return held.Count > most ? null : held;
    }

    /// <summary>The first of the live ones that meet the condition, locked until the end of the transaction.</summary>
    public static async Task<IReadOnlyList<T>> HoldSomeAsync<T>(this IDocumentSession session, Condition which, int limit, CancellationToken ct) where T : Resource
    {
        await session.BeginTransactionAsync(ct);
        var sql = $"""
            select jsonb_build_object('version', d.mt_version, 'record', d.data) from {session.DocumentStore.Options.Schema.For<T>()} as d
            where {which.Sql} and not d.mt_deleted order by d.id limit {limit} for update
            """;
        var held = await session.AdvancedSql.QueryAsync<Held<T>>(sql, ct, [.. which.Values]);
        foreach (var row in held) row.Record.Version = row.Version;
        return [.. held.Select(row => row.Record)];
    }

    private sealed record Held<T>(int Version, T Record);
}
