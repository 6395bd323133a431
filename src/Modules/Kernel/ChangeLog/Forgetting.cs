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

    /// <summary>The same for entries of other records that tell of somebody.</summary>
    /// <param name="words">In lower case.</param>
    public static async Task<long> ForgetMentionsAsync(this IDocumentSession session, string @object, IReadOnlyCollection<string> ids, IReadOnlyCollection<string> words, CancellationToken ct)
    {
        if (ids.Count == 0 || words.Count == 0) return 0;
        await session.BeginTransactionAsync(ct);
        return (await session.AdvancedSql.QueryAsync<long>("""
            select kernel.erase_change_values(coalesce(array_agg(c.id), '{}')) from kernel.changes c join kernel.change_values v on v.change_id = c.id
            where c.object = ? and c.object_id = any(?::text[]) and exists (select from unnest(?::text[]) w where position(w in lower(concat(v.before::text, v.after::text))) > 0)
            """, ct, @object, ids.ToArray(), words.ToArray()))[0];
    }
}
