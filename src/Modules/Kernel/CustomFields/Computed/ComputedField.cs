using Crm.Kernel.Lists;

namespace Crm.Kernel.CustomFields.Computed;

/// <summary>A field whose values are computed when they are asked for, from what is there at that moment. Nothing is stored, so it holds for all records as soon as it is defined.</summary>
/// <param name="Field">As filters and orders have it.</param>
/// <param name="Value">The value as the API shows it: an expression of JSON over the row <c>d</c>.</param>
internal sealed record ComputedField(string Key, Field Field, string Value)
{
    // A few letters of a formula can ask for a thousand digits, or for a long text a hundred times: no figure, cursor or cell holds such.
    private const string Beyond = "1e28";
    private const int MostDecimals = 20;
    private const int LongestText = 1000;

    public static ComputedField Of(CustomField definition, Computation of, Seen seen)
    {
        var sql = of.Type switch
        {
            FieldType.Number => $"nullif(nullif(least(greatest(round({of.Sql}, {definition.Decimals ?? MostDecimals}), -{Beyond}), {Beyond}), -{Beyond}), {Beyond})",
            FieldType.Text => $"left({of.Sql}, {LongestText})",
            _ => of.Sql,
        };
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
