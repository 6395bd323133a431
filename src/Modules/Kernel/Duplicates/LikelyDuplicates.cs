using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Crm.Kernel.Access;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Marten;
using Weasel.Postgresql.Tables;

namespace Crm.Kernel.Duplicates;

/// <summary>What becomes of a new record that is likely to be there already.</summary>
public enum OnDuplicate
{
    /// <summary>It is refused, and told which records it may be.</summary>
    Refuse,

    /// <summary>It is created all the same.</summary>
    Allow,

    /// <summary>The likeliest record is answered, and nothing written.</summary>
    Return,

    /// <summary>The likeliest record gets what it lacks of what was sent.</summary>
    Merge,
}

/// <summary>A live record that the new one is likely to repeat.</summary>
public sealed record Twin<T>(T Record, decimal Score, IReadOnlyList<string> Reasons);

/// <summary>Finds what a new record may repeat, by the index over the keys.</summary>
public static class LikelyDuplicates
{
    private const int Most = 10;

    /// <summary>
    /// The likeliest first; only within the caller's reach, and only for what the caller's role may see. Whoever writes a record with one of these keys waits until this transaction ends,
    /// so that of two at once one sees the other.
    /// </summary>
    public static async Task<IReadOnlyList<Twin<T>>> TwinsOfAsync<T>(this IDocumentSession session, T draft, CancellationToken ct) where T : OwnedResource, IMatchable
    {
        var visible = Visible<T>().Select(r => r.Name).ToHashSet();
        var keys = draft.DupKeys.Where(key => visible.Contains(ReasonOf(key))).ToArray();
        if (keys.Length == 0) return [];
        await session.BeginTransactionAsync(ct);
        await session.AdvancedSql.QueryAsync<string>("select pg_advisory_xact_lock(lock)::text from unnest(?::bigint[]) as lock", ct, (object)draft.DupKeys.Select(Lock).Distinct().Order().ToArray());
        var found = await session.WithKeysAsync<T>(keys, ct);
        return [.. found.Select(record => Compared(record, keys)).OrderByDescending(twin => twin.Score).ThenBy(twin => twin.Record.Id).Take(Most)];
    }

    /// <summary>How the column <c>dup_keys</c> is indexed. Entries go in at once: many are looked for one by one, and each look-up would read all that are pending.</summary>
    public static void Index(IndexDefinition index)
    {
        index.Method = IndexMethod.gin;
        index.StorageParameters["fastupdate"] = "off";
    }

    /// <summary>The problem that names them.</summary>
    public static ProblemException With<T>(this ProblemType problem, IReadOnlyList<Twin<T>> twins) where T : OwnedResource, IMatchable =>
        new(problem) { Candidates = [.. twins.Select(twin => new DuplicateCandidate(twin.Record.Id, twin.Record.NameToTell(), twin.Score, twin.Reasons))] };

    /// <summary>Reasons that the caller may know of.</summary>
    public static IReadOnlyList<MatchReason> Visible<T>() where T : IMatchable => Rights.Current is { } rights
        ? [.. T.Reasons.Where(reason => reason.Tells.All(member => rights.Of(T.Kind, member) != FieldAccess.Hidden))]
        : T.Reasons;

    /// <summary>How likely all of these together make it.</summary>
    public static decimal Score<T>(IEnumerable<string> reasons) where T : IMatchable =>
        decimal.Round(1 - reasons.Select(name => 1 - T.Reasons.First(r => r.Name == name).Weight).Aggregate(1m, (all, one) => all * one), 3);

    /// <summary>
    /// Live records within reach that have one of the keys, the first of them by id. A key a look-up, fenced off by the offset: "dup_keys &amp;&amp; keys" with an order and a limit makes the
    /// planner walk the table by id until enough are found, and mostly there are none.
    /// </summary>
    private static async Task<IReadOnlyList<T>> WithKeysAsync<T>(this IDocumentSession session, string[] keys, CancellationToken ct) where T : OwnedResource, IMatchable
    {
        var (reach, table) = (Reach<T>(), session.DocumentStore.Options.Schema.For<T>());
        return await session.QueryAsync<T>(
            $"where d.id in (select held.id from unnest(?::text[]) as asked(key) cross join lateral (select d.id from (select * from {table} where dup_keys @> array[asked.key] and not mt_deleted offset 0) as d where {reach.Sql} order by d.id limit {Most}) as held) order by d.id", ct, [keys, .. reach.Values]);
    }

    /// <summary>The same of thousands of keys, in one scan of the index: its planner would rather read the whole table.</summary>
    internal static async Task<IReadOnlyList<T>> WithAnyKeyAsync<T>(this IDocumentSession session, string[] keys, CancellationToken ct) where T : OwnedResource, IMatchable
    {
        var (reach, table) = (Reach<T>(), session.DocumentStore.Options.Schema.For<T>());
        await session.BeginTransactionAsync(ct);
        await session.ExecuteAsync("set local enable_seqscan = off; set local enable_indexscan = off", ct);
        var ids = await session.AdvancedSql.QueryAsync<Guid>($"select d.id from (select * from {table} where dup_keys && ?::text[] offset 0) as d where not d.mt_deleted and {reach.Sql} order by d.id limit {keys.Length * 2}", ct, [keys, .. reach.Values]);
        await session.ExecuteAsync("set local enable_seqscan = on; set local enable_indexscan = on", ct);
        return ids.Count == 0 ? [] : [.. (await session.LoadManyAsync<T>(ct, ids)).OrderBy(record => record.Id)];
    }

    internal static Condition Reach<T>() where T : OwnedResource =>
        Rights.Current?.Within(((RecordsAttribute)Attribute.GetCustomAttribute(typeof(T), typeof(RecordsAttribute))!).Read) ?? new Condition("true");

    private static Twin<T> Compared<T>(T record, string[] keys) where T : OwnedResource, IMatchable
    {
        string[] reasons = [.. record.DupKeys.Intersect(keys).Select(ReasonOf).Distinct()];
        return new(record, Score<T>(reasons), reasons);
    }

    private static string ReasonOf(string key) => key[..key.IndexOf('|', StringComparison.Ordinal)];

    private static long Lock(string key) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
