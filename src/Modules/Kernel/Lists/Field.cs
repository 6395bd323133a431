namespace Crm.Kernel.Lists;

/// <summary>One member of a resource that lists can filter or sort by.</summary>
/// <param name="Name">As the API calls it.</param>
/// <param name="Sql">Where the database has it: an expression over the row <c>d</c>, never made from what a client sends.</param>
public sealed record Field(string Name, FieldType Type, string Sql)
{
    public bool Sortable { get; init; }

    /// <summary>Whether it can be without a value; such resources come last.</summary>
    public bool Nullable { get; init; }

    /// <summary>Equal to the value; no condition if there is none.</summary>
    public Condition? Is(object? value) => value is null ? null : new($"{Sql} = ?::{Type.Postgres()}", value);

    /// <summary>The list holds the value; no condition if there is none.</summary>
    public Condition? Has(string? value) => value is null ? null : new($"{Sql} @> ?::text[]", (object)new[] { value });

    /// <summary>The text, which is in lower case, holds every word; no condition if there are none.</summary>
    public Condition? Mentions(string? words)
    {
        var patterns = (words ?? "").ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct().Take(10).Select(Pattern).ToList();
        return patterns.Count == 0 ? null : new(string.Join(" and ", patterns.Select(_ => $"{Sql} like ?")), patterns);
    }

    private static object Pattern(string word) => "%" + word.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%";
}
