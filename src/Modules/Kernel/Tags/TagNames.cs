using Marten;

namespace Crm.Kernel.Tags;

/// <summary>
/// How the company writes the tags that records are about to bear. Until the writer's transaction has ended none of them is renamed or removed, as if each were a foreign key:
/// whoever does that waits, and then finds the record.
/// </summary>
public sealed class TagNames
{
    /// <summary>For a writer who asks several things at once; takes keys.</summary>
    public const string Held = "where key = any(?) order by key for key share";

    private readonly HashSet<string> asked;
    private readonly Dictionary<string, string> written;
    private readonly HashSet<string> known;

    /// <param name="names">That are about to be borne.</param>
    /// <param name="known">Those of them that are there, by <see cref="Held"/>.</param>
    public TagNames(IEnumerable<string> names, IEnumerable<Tag> known)
    {
        asked = [.. names.Select(Tag.KeyOf)];
        written = known.ToDictionary(tag => tag.Key, tag => tag.Name);
        this.known = [.. written.Keys];
    }

    public static async Task<TagNames> HoldAsync(IDocumentSession session, IReadOnlyCollection<string> names, CancellationToken ct) => new(names, await HeldAsync(session, Tag.Keys(names), ct));

    /// <summary>For records that are given back what they bore: a tag that has been removed since comes into being again.</summary>
    public static async Task KeepAsync(IDocumentSession session, IReadOnlyCollection<ITagged> records, string actor, DateTimeOffset now, CancellationToken ct) =>
        await (await HoldAsync(session, [.. records.SelectMany(record => record.Tags)], ct)).BringAsync(session, records, actor, now, ct);

    /// <summary>The names as they are written in this company, each once. The first user of a new one decides; one that was not asked for stays as it is.</summary>
    public string[] Of(IEnumerable<string> names)
    {
        foreach (var name in names.Where(name => asked.Contains(Tag.KeyOf(name)))) written.TryAdd(Tag.KeyOf(name), name.Trim());
        return [.. names.DistinctBy(Tag.KeyOf).Select(name => written.GetValueOrDefault(Tag.KeyOf(name), name))];
    }

    /// <summary>Brings those that are new into being, if one of the records bears them. Before the records are written: what a job did is undone the other way round.</summary>
    public async Task BringAsync(IDocumentSession session, IReadOnlyCollection<ITagged> records, string actor, DateTimeOffset now, CancellationToken ct)
    {
        var borne = records.SelectMany(record => record.Tags).Where(name => asked.Contains(Tag.KeyOf(name)) && !known.Contains(Tag.KeyOf(name)));
        var made = borne.DistinctBy(Tag.KeyOf).OrderBy(Tag.KeyOf, StringComparer.Ordinal).Select(name => new Tag { Name = name }).ToList();
        if (made.Count == 0) return;
        foreach (var tag in made) tag.Touch(actor, now);
        session.LastModifiedBy ??= actor;
        var first = await session.InsertMissingAsync(made, ct) == made.Count;
        known.UnionWith(made.Select(tag => tag.Key));
        if (first) return;
        // Somebody else was faster with one of them, and neither is wrong: theirs is how it is written.
        foreach (var tag in await HeldAsync(session, [.. asked], ct)) written[tag.Key] = tag.Name;
        foreach (var record in records) record.Tags = Of(record.Tags);
    }

    private static async Task<IReadOnlyList<Tag>> HeldAsync(IDocumentSession session, string[] keys, CancellationToken ct)
    {
        if (keys.Length == 0) return [];
        await session.BeginTransactionAsync(ct);
        return await session.QueryAsync<Tag>(Held, ct, (object)keys);
    }
}
