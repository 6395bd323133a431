using System.Reflection;
using Crm.Kernel.Access;
using Crm.Kernel.Filters;
using Crm.Kernel.Lists;
using Marten;

namespace Crm.Kernel.CustomFields.Computed;

/// <summary>What a roll-up makes of many values.</summary>
public enum RollupFunction
{
    /// <summary>How many records there are.</summary>
    Count,

    /// <summary>Of numbers; 0 of none.</summary>
    Sum,

    /// <summary>Of numbers.</summary>
    Average,

    /// <summary>The least number, the first day or moment.</summary>
    Min,

    /// <summary>The greatest number, the last day or moment.</summary>
    Max,
}

/// <summary>A figure over the live records that are tied to one: all of them, whoever reads it, as totals are in CRMs.</summary>
/// <param name="Object">Their kind: <c>contact</c>.</param>
/// <param name="Relation">By which of their relations they are tied, as filters call it: <c>companies</c>; may be left out where there is one, or one for all.</param>
/// <param name="Field">The field that counts, as filters call it: <c>custom.seats</c>; none for a count.</param>
public sealed record Rollup(string Object, RollupFunction Function, string? Relation = null, string? Field = null)
{
    /// <param name="far">The kind that is rolled up, with the fields that may be.</param>
    /// <returns>The expression, and the fields it tells of.</returns>
    internal (Computation Of, Field? Field) Compute(string near, RecordKind far, IReadOnlyStoreOptions store)
    {
        var ties = far.Fields.Relations.Where(r => r.Object == near).ToList();
        var tie = ties.LastOrDefault(r => Relation is null || r.Name == Relation)
            ?? throw new FormulaException(ties.Count == 0 ? $"No `{Object}` is tied to a `{near}`." : $"The relations of a `{Object}` to a `{near}` are: {string.Join(", ", ties.Select(t => t.Name))}.");
        // The inner row is called as the outer one: what is tied is told by a row between them.
        var from = $"from (select distinct {tie.Far} as tie) as o, {store.Schema.For(far.Document)} as d where not d.mt_deleted and {string.Format(null, tie.Near, "select o.tie")}";
        if (Function is RollupFunction.Count) return Field is null ? (new(FieldType.Number, $"(select count(*)::numeric {from})"), tie.Through) : throw new FormulaException("A count has no field.");
        var field = Field is null ? throw new FormulaException("It needs a field.") : far.Fields.Find(Field) ?? throw new FormulaException($"A `{Object}` has no field `{Field}`.");
        var type = (Function, field.Type) switch
        {
            (_, FieldType.Number) => FieldType.Number,
            (RollupFunction.Min or RollupFunction.Max, FieldType.Day or FieldType.Moment) => field.Type,
            _ => throw new FormulaException($"`{Field}` does not go with this function."),
        };
        var sql = Function switch
        {
            RollupFunction.Sum => $"coalesce(sum({field.Sql}), 0)",
            RollupFunction.Average => $"avg({field.Sql})",
            RollupFunction.Min => $"min({field.Sql})",
            _ => $"max({field.Sql})",
        };
        return (new(type, $"(select {sql} {from})"), field);
    }

    /// <summary>The permission without which it is not shown.</summary>
    internal static string? PermissionOf(RecordKind far) => far.Document.GetCustomAttribute<RecordsAttribute>()?.Read;
}
