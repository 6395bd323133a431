using Crm.Kernel.Problems;

namespace Crm.Kernel.Lists;

/// <summary>The fields of a resource, and the order its lists have unless the client asks for another.</summary>
public sealed class FieldCatalogue(string defaultSort, params Field[] fields)
{
    private readonly Dictionary<string, Field> byName = fields.ToDictionary(f => f.Name);

    public IReadOnlyCollection<Field> Fields => byName.Values;

    /// <summary>Reads <c>-createdAt,lastName</c>.</summary>
    public IReadOnlyList<SortKey> Sort(string? asked)
    {
        var keys = (asked ?? defaultSort).Split(',').Select(part => Key(part.Trim())).ToList();
        return keys.DistinctBy(k => k.Field.Name).Count() == keys.Count && keys.Count <= 4
            ? keys
            : throw KernelProblems.Invalid.With("`sort` takes up to four fields, each once.", "?sort");
    }

    private SortKey Key(string part) =>
        byName.TryGetValue(part.TrimStart('-'), out var field) && field.Sortable && part.LastIndexOf('-') <= 0
            ? new(field, part.StartsWith('-'))
            : throw KernelProblems.Invalid.With(
                $"`{part}` is not a field to sort by; these are: {string.Join(", ", fields.Where(f => f.Sortable).Select(f => f.Name))}.", "?sort");
}

/// <summary>One field of an order.</summary>
public sealed record SortKey(Field Field, bool Descending);
