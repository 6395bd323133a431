using System.Text.Json;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using static Crm.Kernel.Filters.FilterOperator;

namespace Crm.Kernel.Filters;

/// <summary>Makes SQL of a filter: once, here, for everything that chooses records. All that is wrong with it is told together.</summary>
internal sealed class FilterCompiler(FilterScope scope, RelatedRecords related)
{
    private readonly List<ProblemError> errors = [];
    private readonly Operands operands = new(scope);

    public Condition Compile(Filter filter, FieldCatalogue on, string pointer)
    {
        filter.CheckSize(pointer);
        var condition = Of(filter, on, pointer);
        return errors.Count == 0 ? condition : throw new ProblemException(FilterProblems.Invalid) { Errors = errors };
    }

    private Condition Of(Filter filter, FieldCatalogue on, string at) => filter switch
    {
        { And: { } all, Or: null, Not: null, Field: null, Op: null, Value: null } => Condition.All(Parts(all, on, $"{at}/and")),
        { Or: { Count: > 0 } any, And: null, Not: null, Field: null, Op: null, Value: null } => Either(Parts(any, on, $"{at}/or")),
        { Not: { } not, And: null, Or: null, Field: null, Op: null, Value: null } => Comparison.Not(Of(not, on, $"{at}/not")),
        { Field: { } field, Op: { } op, And: null, Or: null, Not: null } => Compared(field, op, filter.Value, on, at),
        _ => Wrong(at, "filter.shape", "A filter is one of `and`, `or` (not empty) and `not`, or a `field` with an `op`."),
    };

    private IEnumerable<Condition> Parts(IReadOnlyList<Filter> parts, FieldCatalogue on, string at) => [.. parts.Select((part, i) => Of(part, on, $"{at}/{i}"))];

    private static Condition Either(IEnumerable<Condition> parts)
    {
        var all = parts.ToList();
        return new($"({string.Join(" or ", all.Select(c => $"({c.Sql})"))})", [.. all.SelectMany(c => c.Values)]);
    }

    private Condition Compared(string name, FilterOperator asked, JsonElement? value, FieldCatalogue on, string at)
    {
        var (op, negated) = Comparison.Positive(asked);
        var condition = op is Exists ? Related(name, value, on, at)
            : name.Split('.', 2) is [var relation, var far] && on.Relations.FirstOrDefault(r => r.Name == relation) is { } there ? Beyond(there, far, op, asked, value, at)
            : Plain(name, op, asked, value, on, at);
        return negated ? Comparison.Not(condition) : condition;
    }

    private Condition Plain(string name, FilterOperator op, FilterOperator asked, JsonElement? value, FieldCatalogue on, string at)
    {
        if (on.Find(name) is not { } field) return Wrong($"{at}/field", "filter.unknownField", $"There is no field `{name}`; these are: {string.Join(", ", on.Fields.Select(f => f.Name).Concat(on.Relations.Select(r => $"{r.Name}.…")))}.");
        if (!FieldOperators.Of(field.Type).Contains(asked)) return Wrong($"{at}/op", "filter.operatorUnfit", $"`{name}` does not have this operator; it has: {string.Join(", ", FieldOperators.Of(field.Type).Select(FieldOperators.Wire))}.");
        return Values(field, op, value, at) is { } values ? Comparison.Of(field, field.Seen($"{at}/field"), op, values) : new("false");
    }

    private Condition Beyond(Relation relation, string far, FilterOperator op, FilterOperator asked, JsonElement? value, string at) =>
        related.Select(relation, catalogue => Plain(far, op, asked, value, catalogue, at), $"{at}/field");

    private Condition Related(string name, JsonElement? value, FieldCatalogue on, string at)
    {
        if (on.Relations.FirstOrDefault(r => r.Name == name) is not { } relation)
            return Wrong($"{at}/field", "filter.unknownField", $"There is no relation `{name}`; these are: {string.Join(", ", on.Relations.Select(r => r.Name))}.");
        if (value is not { } given) return related.Select(relation, _ => new("true"), $"{at}/field");
        if (Read(given) is not { } inner) return Wrong($"{at}/value", "filter.valueUnfit", "`exists` takes a filter on the related records, or nothing.");
        inner.CheckSize($"{at}/value");
        return related.Select(relation, catalogue => Of(inner, catalogue, $"{at}/value"), $"{at}/field");
    }

    /// <summary>Null if they do not fit, which has been told then.</summary>
    private IReadOnlyList<Operand>? Values(Field field, FilterOperator op, JsonElement? value, string at)
    {
        if (op is NotNull) return value is null ? [] : Unfit(at, "No value belongs here.");
        if (scope.Calendar.Named(op) is { } days) return value is null ? [operands.Of(field, days)] : Unfit(at, "No value belongs here.");
        if (op is LastNDays or NextNDays or OlderThanNDays)
            return value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var n) && n is >= 0 and <= 36_500 ? [operands.Of(field, scope.Calendar.Named(op, n)!.Value)] : Unfit(at, "A number of days up to 36,500.");
        if (op is In or AnyOf or AllOf or Between)
            return value is { ValueKind: JsonValueKind.Array } list ? Many(field, op, [.. list.EnumerateArray()], at) : Unfit(at, "A list.");
        if (value is not { } one || operands.Read(field, one) is not { Count: > 0 } read) return Unfit(at, $"Not {Operands.Expected(field.Type)}.");
        return read;
    }

    private IReadOnlyList<Operand>? Many(Field field, FilterOperator op, IReadOnlyList<JsonElement> list, string at)
    {
        if (list.Count > Filter.Values) throw FilterProblems.TooComplex.With($"At most {Filter.Values} values.", $"{at}/value");
        if (op is Between ? list.Count != 2 : list.Count == 0) return Unfit(at, op is Between ? "Two values." : "At least one value.");
        var read = list.Select((value, i) => (Values: operands.Read(field, value), i)).ToList();
        foreach (var (_, i) in read.Where(r => r.Values.Count == 0)) Wrong($"{at}/value/{i}", "filter.valueUnfit", $"Not {Operands.Expected(field.Type)}.");
        return read.Exists(r => r.Values.Count == 0) ? null : [.. read.SelectMany(r => r.Values)];
    }

    private static Filter? Read(JsonElement value)
    {
        try
        {
            return value.Deserialize<Filter>(Http.Json.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private IReadOnlyList<Operand>? Unfit(string at, string message)
    {
        Wrong($"{at}/value", "filter.valueUnfit", message);
        return null;
    }

    private Condition Wrong(string pointer, string code, string message)
    {
        errors.Add(new(pointer, code, message));
        return new("false");
    }
}
