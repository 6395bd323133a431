using Crm.Kernel.Access;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Lists;

/// <summary>One member of a resource that lists can filter or sort by.</summary>
/// <param name="Name">As the API calls it.</param>
/// <param name="Sql">Where the database has it: an expression over the row <c>d</c>, never made from what a client sends.</param>
public sealed record Field(string Name, FieldType Type, string Sql)
{
    public bool Sortable { get; init; }

    /// <summary>Whether it can be without a value; such resources come last.</summary>
    public bool Nullable { get; init; }

    /// <summary>The kind of record whose field rules count, such as <c>contact</c>; none if it has no such rules.</summary>
    public string? Record { get; init; }

    /// <summary>What somebody must be allowed beyond reading the records.</summary>
    public string? Permission { get; init; }

    /// <summary>Members of the record that the value lets one guess; the member of the same name if nothing is said.</summary>
    public IReadOnlyList<string> Tells { get; init; } = [Name];

    /// <summary>Whether its value is made of others when it is read, so that it changes without being written.</summary>
    public bool IsComputed { get; init; }

    /// <summary>Fields of other records that the value is made of: it is hidden from whom one of them is.</summary>
    public IReadOnlyList<Field> Behind { get; init; } = [];

    /// <summary>What stands for <see cref="Sql"/> when the caller's role sees only these of the members; without it the role cannot use the field.</summary>
    public Func<IReadOnlyList<string>, string>? Rest { get; init; }

    /// <summary>Whether <see cref="Sql"/> is in lower case, so that case does not matter.</summary>
    public bool Folded { get; init; }

    /// <summary>A column with a trigram index, in lower case, that has the field's value somewhere in its text: what is looked for is looked for there first.</summary>
    public string? Haystack { get; init; }

    /// <summary>Of a list that lies in rows of its own: the condition that it holds one of <c>{0}</c>, by an index.</summary>
    public string? Sought { get; init; }

    /// <summary>Writes a text that is compared with as the field has it; null if no value can be equal to it.</summary>
    public Func<string, string?>? Reading { get; init; }

    /// <summary>Whether it only chooses records: nothing is grouped by it or reckoned of it.</summary>
    public bool FilterOnly { get; init; }

    public bool IsList => Type is FieldType.TextList or FieldType.UuidList or FieldType.AccountList;

    /// <summary>The expression with nothing in it that is hidden from the caller: what may not be seen may not be found or ordered by either.</summary>
    public string Visible => Seen($"?{Name}");

    /// <summary>Whether nothing in it is hidden from the caller.</summary>
    public bool IsSeen => (Permission is null || Rights.Current is not { } holder || holder.Permissions.ContainsKey(Permission))
        && (Record is null || Rights.Current is not { Fields.Count: > 0 } rights || Tells.All(member => rights.Of(Record, member) != FieldAccess.Hidden))
        && Behind.All(f => f.IsSeen);

    /// <summary>The same for a field that is named elsewhere than in the query.</summary>
    public string Seen(string pointer)
    {
        if (!Behind.All(f => f.IsSeen)) throw KernelProblems.FieldHidden.With($"`{Name}` is hidden from your role.", pointer);
        if (Permission is not null && Rights.Current is { } holder && !holder.Permissions.ContainsKey(Permission)) throw KernelProblems.FieldHidden.With($"`{Name}` is hidden from your role.", pointer);
        if (Record is null || Rights.Current is not { Fields.Count: > 0 } rights) return Sql;
        var seen = Tells.Where(member => rights.Of(Record, member) != FieldAccess.Hidden).ToList();
        return seen.Count == Tells.Count ? Sql : Rest?.Invoke(seen) ?? throw KernelProblems.FieldHidden.With($"`{Name}` is hidden from your role.", pointer);
    }

    /// <summary>Whether the caller sees all that the value is made of.</summary>
    public bool IsWhole => Rights.Current is not { } rights
        || ((Permission is null || rights.Permissions.ContainsKey(Permission)) && (Record is null || Tells.All(member => rights.Of(Record, member) != FieldAccess.Hidden)) && Behind.All(f => f.IsWhole));

    /// <summary>Equal to the value; no condition if there is none.</summary>
    public Condition? Is(object? value) => value is null ? null : new($"{Visible} = ?::{Type.Postgres()}", value);

    /// <summary>The list holds the value; no condition if there is none.</summary>
    public Condition? Has(string? value) => value is null ? null : new($"{Visible} @> ?::text[]", (object)new[] { value });

    /// <summary>The text, which is in lower case, holds every word; no condition if there are none.</summary>
    public Condition? Mentions(string? words)
    {
        var patterns = (words ?? "").ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct().Take(10).Select(Pattern).ToList();
        return patterns.Count == 0 ? null : new(string.Join(" and ", patterns.Select(_ => $"{Visible} like ?")), patterns);
    }

    private static object Pattern(string word) => "%" + word.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%";
}
