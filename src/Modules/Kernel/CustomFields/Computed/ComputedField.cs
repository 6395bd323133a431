using Crm.Kernel.Lists;

namespace Crm.Kernel.CustomFields.Computed;

/// <summary>A field whose values are computed when they are asked for, from what is there at that moment. Nothing is stored, so it holds for all records as soon as it is defined.</summary>
/// <param name="Field">As filters and orders have it.</param>
/// <param name="Value">The value as the API shows it: an expression of JSON over the row <c>d</c>.</param>
internal sealed record ComputedField(string Key, Field Field, string Value)
{
    public static ComputedField Of(CustomField definition, Computation of, Seen seen)
    {
        var sql = of.Type is FieldType.Number && definition.Decimals is { } digits ? $"round({of.Sql}, {digits})" : of.Sql;
        var folded = of.Type is FieldType.Text;
        var value = of.Type switch
        {
            FieldType.Number => $"trim_scale({sql})",
            FieldType.Day => $"to_char({sql}, 'YYYY-MM-DD')",
            FieldType.Moment => FormulaFunctions.AsUtc(sql),
            _ => sql,
        };
        return new(definition.Key, new($"custom.{definition.Key}", of.Type!.Value, folded ? $"lower({sql})" : sql)
        {
            Record = definition.Object,
            Tells = [.. seen.Tells],
            Permission = seen.Permission,
            Behind = seen.Behind,
            Folded = folded,
            Nullable = true,
            IsComputed = true,
            Sortable = true,
        }, $"to_jsonb(({value}))");
    }
}
