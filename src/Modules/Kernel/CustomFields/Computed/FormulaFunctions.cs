using System.Globalization;
using Crm.Kernel.Lists;

namespace Crm.Kernel.CustomFields.Computed;

/// <summary>The functions that formulas have.</summary>
/// <param name="zone">The company's time zone.</param>
internal sealed class FormulaFunctions(string zone)
{
    private const int LongestText = 20_000;

    public static readonly IReadOnlyList<string> Names =
        ["if", "coalesce", "round", "floor", "ceil", "abs", "min", "max", "concat", "upper", "lower", "trim", "length", "left", "right", "contains", "startsWith", "today", "day", "year", "month", "dayOfMonth", "weekday", "addMonths"];

    public Computation Call(string name, IReadOnlyList<Computation> given) => (name, given) switch
    {
        ("if", [var when, var then]) => new(then.Type, $"(case when {Formula.Need(when, FieldType.Boolean)} then {then.Sql} end)"),
        ("if", [var when, var then, var otherwise]) => Same([then, otherwise]) is var type ? new(type, $"(case when {Formula.Need(when, FieldType.Boolean)} then {then.Sql} else {otherwise.Sql} end)") : null!,
        ("coalesce", [_, ..]) => new(Same(given), $"coalesce({All(given)})"),
        ("min", [_, ..]) => new(Ordered(given), $"least({All(given)})"),
        ("max", [_, ..]) => new(Ordered(given), $"greatest({All(given)})"),
        ("round", [var n]) => Number($"round({Formula.Need(n, FieldType.Number)})"),
        ("round", [var n, var digits]) => Number($"round({Formula.Need(n, FieldType.Number)}, {Whole(digits, 10)})"),
        ("floor" or "ceil" or "abs", [var n]) => Number($"{name}({Formula.Need(n, FieldType.Number)})"),
        ("concat", [_, ..]) => Text($"concat({string.Join(", ", given.Select(AsText))})"),
        ("upper" or "lower", [var text]) => Text($"{name}({Formula.Need(text, FieldType.Text)})"),
        ("trim", [var text]) => Text($"btrim({Formula.Need(text, FieldType.Text)})"),
        ("length", [var text]) => Number($"length({Formula.Need(text, FieldType.Text)})::numeric"),
        ("left" or "right", [var text, var n]) => Text($"{name}({Formula.Need(text, FieldType.Text)}, greatest({Whole(n, LongestText)}, 0))"),
        ("contains", [var text, var part]) => Boolean($"(strpos(lower({Formula.Need(text, FieldType.Text)}), lower({Formula.Need(part, FieldType.Text)})) > 0)"),
        ("startsWith", [var text, var part]) => Boolean($"starts_with(lower({Formula.Need(text, FieldType.Text)}), lower({Formula.Need(part, FieldType.Text)}))"),
        ("today", []) => Day($"(transaction_timestamp() at time zone {Literal(zone)})::date"),
        ("day", [{ Type: FieldType.Moment } moment]) => Day($"({moment.Sql} at time zone {Literal(zone)})::date"),
        ("year" or "month", [var day]) => Number($"extract({name} from {Formula.Need(day, FieldType.Day)})::numeric"),
        ("dayOfMonth", [var day]) => Number($"extract(day from {Formula.Need(day, FieldType.Day)})::numeric"),
        ("weekday", [var day]) => Number($"extract(isodow from {Formula.Need(day, FieldType.Day)})::numeric"),
        ("addMonths", [var day, var n]) => Day(InReach($"({Formula.Need(day, FieldType.Day)} + make_interval(months => {Whole(n, 1_200)}))::date")),
        _ when Names.Contains(name) => throw new FormulaException($"`{name}` does not take {(given.Count == 0 ? "nothing" : string.Join(", ", given.Select(Formula.Name)))}."),
        _ => throw new FormulaException($"There is no function `{name}`; these are: {string.Join(", ", Names)}."),
    };

    /// <summary>A text in SQL. A question mark would be taken for the place of a value.</summary>
    public static string Literal(string text) => $"({string.Join(" || chr(63) || ", text.Split('?').Select(part => $"'{part.Replace("'", "''", StringComparison.Ordinal)}'"))})::text";

    /// <summary>As people write it; nothing for no value.</summary>
    public static string AsText(Computation of) => of.Type switch
    {
        FieldType.Number => $"trim_scale({of.Sql})::text",
        FieldType.Day => $"to_char({of.Sql}, 'YYYY-MM-DD')",
        FieldType.Moment => AsUtc(of.Sql),
        _ => $"{of.Sql}::text",
    };

    public static string AsUtc(string moment) => $"""to_char({moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""";

    /// <summary>A whole number no further from nought than that.</summary>
    public static string Whole(Computation of, int most) => string.Create(CultureInfo.InvariantCulture, $"least(greatest(trunc({Formula.Need(of, FieldType.Number)}), -{most}), {most})::int");

    /// <summary>A day of the years that days of records have, 1000 to 9998; no value beyond them, where the database would fail in the end.</summary>
    public static string InReach(string day) => $"nullif(nullif(least(greatest({day}, '0999-12-31'::date), '9999-01-01'::date), '0999-12-31'::date), '9999-01-01'::date)";

    private static FieldType? Same(IReadOnlyList<Computation> all) =>
        all.Select(c => c.Type).OfType<FieldType>().Distinct().ToList() is [.., _] types ? types.Count == 1 ? types[0] : throw new FormulaException($"{string.Join(" and ", all.Select(Formula.Name).Distinct())} stand where values of one kind belong.") : null;

    private static FieldType? Ordered(IReadOnlyList<Computation> all) => Same(all) is FieldType.Number or FieldType.Day or FieldType.Moment or null ? Same(all) : throw new FormulaException("Only numbers, days and moments have a least and a greatest.");

    private static string All(IReadOnlyList<Computation> all) => Same(all) is { } type ? string.Join(", ", all.Select(c => Formula.Need(c, type))) : "null";

    private static Computation Number(string sql) => new(FieldType.Number, sql);

    private static Computation Text(string sql) => new(FieldType.Text, sql);

    private static Computation Boolean(string sql) => new(FieldType.Boolean, sql);

    private static Computation Day(string sql) => new(FieldType.Day, sql);
}
