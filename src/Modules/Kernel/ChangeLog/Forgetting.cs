using Marten;

namespace Crm.Kernel.ChangeLog;

/// <summary>Has the change log forget what records were: its entries and their digests stay, so that the history can still be verified.</summary>
public static class Forgetting
{
    /// <summary>In the session's transaction, for what it has written by then: what the session writes at its commit is logged after this.</summary>
    /// <param name="object">As the change log names it: <c>contact</c>.</param>
    /// <returns>How many entries had values.</returns>
    public static async Task<long> ForgetValuesAsync(this IDocumentSession session, string @object, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return 0;
        await session.BeginTransactionAsync(ct);
        return (await session.AdvancedSql.QueryAsync<long>("select coalesce(sum(kernel.erase_change_values(?, id)), 0)::bigint from unnest(?::text[]) as id", ct, @object, ids.ToArray()))[0];
    }
}
