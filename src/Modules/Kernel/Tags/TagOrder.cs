using System.Text.Json.Serialization;
using Crm.Kernel.Access;
using Marten;

namespace Crm.Kernel.Tags;

/// <summary>What is done to a tag and all that bear it.</summary>
internal enum TagAct
{
    Rename,
    Merge,
    Delete,
}

/// <summary>A tag as it was when a job was asked for.</summary>
internal sealed record NamedTag(Guid Id, string Name);

/// <summary>What the job of a change of tags is to do.</summary>
/// <param name="TagId">The tag that is renamed, that the others become, or that is deleted.</param>
/// <param name="From">The tags whose names go.</param>
/// <param name="Name">That it has in the end; none if it is deleted.</param>
internal sealed record TagOrder(TagAct Act, Guid TagId, IReadOnlyList<NamedTag> From, string? Name = null)
{
    [JsonIgnore]
    public TagChange Change => new([.. From.Select(tag => Tag.KeyOf(tag.Name)).Where(key => Name is null || key != Tag.KeyOf(Name))], Name);

    [JsonIgnore]
    public IEnumerable<Guid> Tags => From.Select(tag => tag.Id).Append(TagId).Distinct();
}

/// <summary>Questions to every kind of record that bears tags.</summary>
internal static class AllTaggedRecords
{
    /// <summary>Those of the keys that any record bears, the trash among them.</summary>
    public static async Task<IReadOnlySet<string>> BorneAsync(this IEnumerable<TaggedRecords> kinds, IDocumentSession session, string[] keys, CancellationToken ct)
    {
        var borne = new HashSet<string>();
        if (keys.Length == 0) return borne;
        foreach (var kind in kinds) borne.UnionWith(await kind.BorneAsync(session, keys, ct));
        return borne;
    }

    public static async Task<long> CountAsync(this IEnumerable<TaggedRecords> kinds, IDocumentSession session, TagChange change, CancellationToken ct)
    {
        var count = 0L;
        foreach (var kind in kinds) count += await kind.CountAsync(session, change.Bearers, ct);
        return count;
    }

    public static void CheckWritable(this IEnumerable<TaggedRecords> kinds, Rights? rights)
    {
        foreach (var kind in kinds) kind.CheckWritable(rights ?? Rights.None);
    }
}
