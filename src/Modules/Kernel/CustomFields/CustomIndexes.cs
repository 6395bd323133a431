using Marten;

namespace Crm.Kernel.CustomFields;

/// <summary>Asks that the indexes of a company's records become those that its custom fields want.</summary>
public sealed record SettleCustomIndexes;

/// <summary>
/// The indexes over custom fields. A company has its own, so that Marten's configuration knows none of them; their names are set aside there, for otherwise every migration would drop them.
/// </summary>
public static class CustomIndexes
{
    public const int MostPerObject = 10;

    /// <summary>Sets the names aside. Every kind of record that can have custom fields does this.</summary>
    public static MartenRegistry.DocumentMappingExpression<T> WithCustomIndexes<T>(this MartenRegistry.DocumentMappingExpression<T> schema, string record)
    {
        foreach (var slot in Enumerable.Range(1, MostPerObject))
            foreach (var (name, _) in Of(record, slot, "", "")) schema.IgnoreIndex(name);
        return schema;
    }

    /// <summary>Those of a field that is to have some: names and what is indexed.</summary>
    public static IEnumerable<(string Name, string Keys)> Of(CustomField field)
    {
        if (field.IndexSlot is not { } slot) return [];
        var known = CustomFieldTypes.AsField(field);
        return Of(field.Object, slot, known.Sql.Replace("d.data", "data", StringComparison.Ordinal), Lists.FieldTypes.Blank(known.Type));
    }

    // One for filters, in the default order; and as values that can be absent come last in either direction, one for each.
    private static IEnumerable<(string Name, string Keys)> Of(string record, int slot, string sql, string blank) =>
    [
        ($"{record}_custom_{slot}", $"({sql}), created_at, id"),
        ($"{record}_custom_{slot}_up", $"(({sql}) is null), coalesce({sql}, {blank}), id"),
        ($"{record}_custom_{slot}_down", $"(({sql}) is not null), coalesce({sql}, {blank}), id"),
    ];
}
