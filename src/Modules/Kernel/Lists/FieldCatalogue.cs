using Crm.Kernel.Problems;

namespace Crm.Kernel.Lists;

/// <summary>The fields of a resource, and the order its lists have unless the client asks for another.</summary>
public sealed class FieldCatalogue(string defaultSort, params Field[] fields)
{
    private readonly Dictionary<string, Field> byName = fields.ToDictionary(f => f.Name);

    public IReadOnlyCollection<Field> Fields => byName.Values;

    public IReadOnlyList<Relation> Relations { get; init; } = [];

    /// <summary>The same with more fields.</summary>
    public FieldCatalogue With(IEnumerable<Field> more) => new(defaultSort, [.. fields, .. more]) { Relations = Relations };

    public Field? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Reads <c>-createdAt,lastName</c>.</summary>
    public IReadOnlyList<SortKey> Sort(string? asked) => Checked([.. (asked ?? defaultSort).Split(',').Select(part => Key(part.Trim()))], "?sort");

    /// <summary>Reads what a query says; the default if it says nothing.</summary>
    public IReadOnlyList<SortKey> Sort(IReadOnlyList<SortOrder>? asked) => asked is not { Count: > 0 }
        ? Sort((string?)null)
        : Checked([.. asked.Select((order, i) => new SortKey(Sortable(order.Field, $"/sort/{i}/field"), order.Dir is SortDirection.Desc) { NullsFirst = order.Nulls is NullsPlace.First })], "/sort");

    private SortKey Key(string part) => new(Sortable(part.StartsWith('-') ? part[1..] : part, "?sort"), part.StartsWith('-'));

    private Field Sortable(string name, string pointer) => Find(name) is { Sortable: true } field
        ? field
        : throw KernelProblems.Invalid.With($"`{name}` is not a field to sort by; these are: {string.Join(", ", fields.Where(f => f.Sortable).Select(f => f.Name))}.", pointer);

    private static IReadOnlyList<SortKey> Checked(IReadOnlyList<SortKey> keys, string pointer) =>
        keys.DistinctBy(k => k.Field.Name).Count() == keys.Count && keys.Count <= 4 ? keys : throw KernelProblems.Invalid.With("`sort` takes up to four fields, each once.", pointer);
}

/// <summary>One field of an order. Resources without a value come last unless said otherwise.</summary>
public sealed record SortKey(Field Field, bool Descending)
{
    public bool NullsFirst { get; init; }
}

/// <summary>Other records that a record is tied to.</summary>
/// <param name="Name">As filters call it: <c>company</c> of <c>company.industry</c>.</param>
/// <param name="Object">The kind of record at the other end.</param>
/// <param name="Far">What is selected of the other record <c>d</c>.</param>
/// <param name="Near">The condition on this record <c>d</c>, with <c>{0}</c> where the select of the others stands.</param>
public sealed record Relation(string Name, string Object, string Far, string Near)
{
    /// <summary>The field that makes the tie: from whom it is hidden, the relation is.</summary>
    public Field? Through { get; init; }

    /// <summary>The JSON path, in the other record's document, of the ids that make the tie; none if this record makes it.</summary>
    public string? FarPath { get; init; }
}
