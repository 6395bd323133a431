using Marten;

namespace Crm.Contacts.Tags;

/// <summary>A word that contacts bear. The first to use it decides how it is written.</summary>
internal sealed class Tag
{
    /// <summary>The name in lower case: <c>VIP</c> and <c>vip</c> are one tag.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public static string KeyOf(string name) => name.Trim().ToLowerInvariant();

    public static string[] Keys(IEnumerable<string> names) => [.. names.Select(KeyOf).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The names as they are written in this company; tags used for the first time come into being.</summary>
    public static string[] Use(IDocumentSession session, IReadOnlyList<string> names, IReadOnlyList<Tag> known, DateTimeOffset now)
    {
        var written = known.ToDictionary(tag => tag.Id, tag => tag.Name);
        foreach (var tag in names.DistinctBy(KeyOf).Where(name => !written.ContainsKey(KeyOf(name))).OrderBy(KeyOf, StringComparer.Ordinal)
                     .Select(name => new Tag { Id = KeyOf(name), Name = name.Trim(), CreatedAt = now }))
        {
            written[tag.Id] = tag.Name;
            session.Store(tag); // not Insert: two requests may use a new tag at the same time, and neither is wrong
        }
        return [.. names.Select(name => written[KeyOf(name)]).Distinct()];
    }
}
