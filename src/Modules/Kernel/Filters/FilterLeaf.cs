using System.Text.Json;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Filters;

/// <summary>One comparison of a filter, and what it is about: for those who must know more of a filter than its SQL.</summary>
/// <param name="On">The kind of record whose field it is.</param>
/// <param name="Field">Null for a relation that there is or is not, and for what is not there.</param>
/// <param name="Path">Relations from the filter's own records to that one.</param>
/// <param name="Pointer">Where it stands.</param>
internal sealed record FilterLeaf(Filter Comparison, RecordKind On, Field? Field, IReadOnlyList<(Relation Relation, RecordKind To)> Path, string Pointer)
{
    /// <summary>Ends the request unless the caller sees all that the comparison tells of.</summary>
    public void CheckSeen()
    {
        if (!IsSeen) throw KernelProblems.FieldHidden.With($"`{Comparison.Field}` is hidden from your role.", $"{Pointer}/field");
    }

    public bool IsSeen => Field is not { IsWhole: false } && Path.All(step => step.Relation.Through is not { IsWhole: false } && step.To.IsRead);

    /// <summary>Whether what it means changes as days begin.</summary>
    public bool IsTimeBound => Comparison.Op is >= FilterOperator.Today
        || (Field?.Type is FieldType.Moment or FieldType.Day && Texts(Comparison.Value).Any(Operands.IsPeriod));

    /// <summary>Whether it means another for each who asks.</summary>
    public bool IsPersonal => Field?.Type is FieldType.Account or FieldType.AccountList && Texts(Comparison.Value).Any(text => text is "me" or "myTeam");

    /// <summary>The ids that it compares with.</summary>
    public IEnumerable<Guid> Ids => Texts(Comparison.Value).Select(text => Guid.TryParse(text, out var id) ? id : default);

    /// <summary>All comparisons of a filter that has a proper shape.</summary>
    public static IEnumerable<FilterLeaf> Of(Filter filter, RecordKind on, IReadOnlyDictionary<string, RecordKind> kinds, string pointer) => Of(filter, on, kinds, [], pointer);

    private static IEnumerable<FilterLeaf> Of(Filter filter, RecordKind on, IReadOnlyDictionary<string, RecordKind> kinds, IReadOnlyList<(Relation, RecordKind)> path, string at)
    {
        var parts = (filter.And ?? []).Select((part, i) => (part, $"{at}/and/{i}")).Concat((filter.Or ?? []).Select((part, i) => (part, $"{at}/or/{i}")));
        if (filter.Not is not null) parts = parts.Append((filter.Not, $"{at}/not"));
        foreach (var leaf in parts.SelectMany(p => Of(p.part, on, kinds, path, p.Item2))) yield return leaf;
        if (filter.Field is not { } name) yield break;

        if (filter.Op is FilterOperator.Exists or FilterOperator.NotExists)
        {
            var there = Beyond(on, name, kinds, path);
            yield return new(filter, on, null, there, at);
            if (there.Count > path.Count && filter.Value is { ValueKind: JsonValueKind.Object } value && value.Deserialize<Filter>(Http.Json.Options) is { } inner)
                foreach (var leaf in Of(inner, there[^1].Item2, kinds, there, $"{at}/value")) yield return leaf;
        }
        else if (name.Split('.', 2) is [var relation, var far] && Beyond(on, relation, kinds, path) is var there && there.Count > path.Count)
            yield return new(filter, there[^1].Item2, there[^1].Item2.Fields.Find(far), there, at);
        else
            yield return new(filter, on, on.Fields.Find(name), path, at);
    }

    private static IReadOnlyList<(Relation, RecordKind)> Beyond(RecordKind on, string relation, IReadOnlyDictionary<string, RecordKind> kinds, IReadOnlyList<(Relation, RecordKind)> path) =>
        on.Fields.Relations.FirstOrDefault(r => r.Name == relation) is { } found ? [.. path, (found, kinds[found.Object])] : path;

    private static IEnumerable<string> Texts(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Where(v => v.ValueKind is JsonValueKind.String).Select(v => v.GetString()!),
        _ => [],
    };
}
