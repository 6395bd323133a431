using Crm.Kernel.Lists;
using static Crm.Kernel.Filters.FilterOperator;

namespace Crm.Kernel.Filters;

/// <summary>The SQL of one comparison. What a client sent is only ever among the values. Where the row has no value it may be unknown instead of false.</summary>
internal static class Comparison
{
    /// <summary>The operator whose contrary it is; itself if it is none's.</summary>
    public static (FilterOperator Op, bool Negated) Positive(FilterOperator op) => op switch
    {
        Ne => (Eq, true),
        Nin => (In, true),
        NoneOf => (AnyOf, true),
        IsNull => (NotNull, true),
        NotExists => (Exists, true),
        _ => (op, false),
    };

    public static Condition Not(Condition condition) => condition with { Sql = $"({condition.Sql}) is not true" };

    /// <param name="sql">The field, as far as the caller sees it.</param>
    /// <param name="values">Not none, except for <c>notNull</c>.</param>
    public static Condition Of(Field field, string sql, FilterOperator op, IReadOnlyList<Operand> values) => op switch
    {
        NotNull => new(field.IsList ? $"coalesce(cardinality({sql}), 0) > 0" : $"{sql} is not null"),
        _ when field.IsList => OfList(field, sql, op, values),
        Eq or In or AnyOf when values.All(v => v.Until is null) => Found(field, values, values.Count == 1
            ? new($"{sql} = ?::{field.Type.Postgres()}", values[0].From)
            : new($"{sql} = any(?::{field.Type.Postgres()}[])", Array(values))),
        Eq or In or AnyOf => Any(values.Select(v => Within(field, sql, v, v))),
        Between => Within(field, sql, values[0], values[^1]),
        Lt or Lte or Gt or Gte => Beyond(field, sql, op, values[0]),
        Contains or StartsWith or EndsWith => Found(field, values, new($"{sql} like ?", Pattern(op, values[0]))),
        _ => Within(field, sql, values[0], values[0]), // a period
    };

    private static Condition OfList(Field field, string sql, FilterOperator op, IReadOnlyList<Operand> values)
    {
        var list = $"?::{field.Type.Element()}[]";
        return op switch
        {
            AllOf => new($"{sql} @> {list}", Array(values)),
            StartsWith or EndsWith => Found(field, values, new($"exists (select from unnest({sql}) as item where item like ?)", Pattern(op, values[0]))),
            Contains when field.Type is FieldType.TextList => Found(field, values, new($"exists (select from unnest({sql}) as item where item like ?)", Pattern(op, values[0]))),
            _ when field.Sought is { } sought => new(string.Format(sought, list), Array(values)),
            _ => Found(field, values, new($"{sql} && {list}", Array(values))),
        };
    }

    /// <summary>From the beginning of one to the end of the other.</summary>
    private static Condition Within(Field field, string sql, Operand from, Operand to) => Condition.All([Beyond(field, sql, Gte, from), Beyond(field, sql, Lte, to)]);

    /// <summary>Before or after: of a span, before is before it begins and after is when it has ended.</summary>
    private static Condition Beyond(Field field, string sql, FilterOperator op, Operand value)
    {
        var (sign, bound) = (op, value.Until) switch
        {
            (Lt, _) => ("<", value.From),
            (Gte, _) => (">=", value.From),
            (Lte, null) => ("<=", value.From),
            (Gt, null) => (">", value.From),
            (Lte, { } end) => ("<", end),
            (_, { } end) => (">=", end),
            _ => throw new ArgumentOutOfRangeException(nameof(op), op, "No order."),
        };
        return new($"{sql} {sign} ?::{field.Type.Postgres()}", bound);
    }

    private static Condition Any(IEnumerable<Condition> conditions)
    {
        var all = conditions.ToList();
        return new($"({string.Join(" or ", all.Select(c => $"({c.Sql})"))})", [.. all.SelectMany(c => c.Values)]);
    }

    /// <summary>The same, found by the trigram index of the text that the value is part of.</summary>
    private static Condition Found(Field field, IReadOnlyList<Operand> values, Condition exact) => field.Haystack is { } text
        ? Condition.All([new($"{text} like any(?::text[])", (object)values.Select(v => $"%{Escaped((string)v.From)}%").ToArray()), exact])
        : exact;

    private static string Pattern(FilterOperator op, Operand value) =>
        (op is StartsWith ? "" : "%") + Escaped((string)value.From) + (op is EndsWith ? "" : "%");

    private static string Escaped(string text) => text.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_");

    private static object Array(IReadOnlyList<Operand> values) => values[0].From switch
    {
        string => values.Select(v => (string)v.From).ToArray(),
        Guid => values.Select(v => (Guid)v.From).ToArray(),
        decimal => values.Select(v => (decimal)v.From).ToArray(),
        bool => values.Select(v => (bool)v.From).ToArray(),
        DateOnly => values.Select(v => (DateOnly)v.From).ToArray(),
        _ => values.Select(v => (DateTimeOffset)v.From).ToArray(),
    };
}
