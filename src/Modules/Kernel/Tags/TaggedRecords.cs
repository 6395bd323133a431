using System.Reflection;
using Crm.Kernel.Access;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Crm.Kernel.Sets;
using Crm.Kernel.Undoing;
using Marten;

namespace Crm.Kernel.Tags;

/// <summary>What becomes of records' tags.</summary>
/// <param name="Gone">Keys that no record bears in the end.</param>
/// <param name="Name">What they bear instead; nothing if the tags are removed.</param>
internal sealed record TagChange(IReadOnlyList<string> Gone, string? Name)
{
    /// <summary>Over rows <c>d</c>: those that bear what has to go, or, where nothing does, bear the tag otherwise than it is written.</summary>
    public Condition Bearers => Gone.Count > 0
        ? new("d.tag_keys && ?::text[]", (object)Gone.ToArray())
        : new("d.tag_keys @> ?::text[] and not d.data -> 'tags' @> to_jsonb(?::text)", new[] { Tag.KeyOf(Name!) }, Name!);

    public IEnumerable<string> Of(IEnumerable<string> tags) => tags.Select(tag => Gone.Contains(Tag.KeyOf(tag)) ? Name : tag).OfType<string>();
}

/// <summary>A step of a change of tags.</summary>
/// <param name="IsLast">Whether the tags are held, so that nobody can wait for a record who is waited for.</param>
internal sealed record TagStep(IDocumentSession Session, TagChange Change, string Actor, DateTimeOffset Now, bool IsLast)
{
    /// <summary>Messages that go out with the step.</summary>
    public List<object> Told { get; } = [];
}

/// <summary>A kind of record that bears tags: what a module registers beside its record kind.</summary>
/// <param name="object">As its kind names it: <c>contact</c>.</param>
public abstract class TaggedRecords(string @object)
{
    public string Object => @object;

    internal abstract RecordsAttribute Records { get; }

    /// <summary>How many are meant, the trash among them.</summary>
    internal abstract Task<long> CountAsync(IDocumentSession session, Condition which, CancellationToken ct);

    /// <summary>Those of the keys that a record bears, the trash among them.</summary>
    internal abstract Task<IReadOnlyList<string>> BorneAsync(IDocumentSession session, string[] keys, CancellationToken ct);

    /// <returns>How many were changed.</returns>
    internal abstract Task<int> StepAsync(TagStep work, int most, CancellationToken ct);

    /// <summary>How many live ones within the caller's reach bear the tag; null if the caller may not see that.</summary>
    internal async Task<long?> CountSeenAsync(IDocumentSession session, string key, CancellationToken ct)
    {
        var rights = Rights.Current ?? Rights.None;
        if (!rights.Permissions.ContainsKey(Records.Read) || rights.Of(Object, "tags") is FieldAccess.Hidden) return null;
        return await CountAsync(session, Condition.All([new("d.tag_keys @> ?::text[] and not d.mt_deleted", (object)new[] { key }), rights.Within(Records.Read) ?? new("true")]), ct);
    }

    /// <summary>A tag is changed on all records that bear it, so only by whoever may write them all.</summary>
    internal void CheckWritable(Rights rights)
    {
        if (!rights.Covers(Records.Write, RecordScope.All)) throw KernelProblems.Forbidden.With($"This changes every record that bears the tag, so it needs `{Records.Write}` for all of them.");
        if (rights.Of(Object, "tags") is not FieldAccess.Write) throw KernelProblems.FieldReadOnly.With($"`tags` of a {Object} is not yours to change.");
    }
}

/// <summary>Records of <typeparamref name="T"/> that bear tags.</summary>
/// <param name="tell">What others are told of a set that was written, by whom and when.</param>
public sealed class TaggedRecords<T>(string @object, Func<WrittenSet<T>, string, DateTimeOffset, IEnumerable<object>> tell) : TaggedRecords(@object) where T : OwnedResource, ITagged
{
    internal override RecordsAttribute Records { get; } = typeof(T).GetCustomAttribute<RecordsAttribute>()!;

    internal override async Task<long> CountAsync(IDocumentSession session, Condition which, CancellationToken ct) =>
        (await session.AdvancedSql.QueryAsync<long>($"select count(*) from {Table(session)} as d where {which.Sql}", ct, [.. which.Values]))[0];

    internal override Task<IReadOnlyList<string>> BorneAsync(IDocumentSession session, string[] keys, CancellationToken ct) =>
        session.AdvancedSql.QueryAsync<string>($"select t.key from unnest(?::text[]) as t(key) where exists (select from {Table(session)} as d where d.tag_keys @> array[t.key])", ct, [keys]);

    internal override async Task<int> StepAsync(TagStep work, int most, CancellationToken ct)
    {
        var (session, change) = (work.Session, work.Change);
        var held = await session.HeldAsync<T>(change.Bearers, most, ct, skipLocked: work.IsLast);
        if (held.Count == 0) return 0;
        var names = await TagNames.HoldAsync(session, change.Name is { } name ? [name] : [], ct);
        var serializer = session.DocumentStore.Options.Serializer();
        var changed = held.Select(before => (Before: before, After: serializer.CopyOf(before))).ToList();
        foreach (var (_, after) in changed)
        {
            after.Tags = names.Of(change.Of(after.Tags));
            after.Touch(work.Actor, work.Now);
        }
        await names.BringAsync(session, [.. changed.Select(c => c.After)], work.Actor, work.Now, ct);
        await session.UpdateSetAsync(changed.Where(c => !c.Before.Deleted).Select(c => c.After).ToList(), ct);
        await session.UpdateTrashedSetAsync(changed.Where(c => c.Before.Deleted).Select(c => c.After).ToList(), ct);
        work.Told.AddRange(tell(new([], changed, [], [], []), work.Actor, work.Now));
        return changed.Count;
    }

    private static string Table(IDocumentSession session) => session.DocumentStore.Options.Schema.For<T>();
}
