using System.Globalization;
using Crm.Kernel.Lists;

namespace Crm.Kernel.CustomFields.Computed;

/// <summary>An expression over the row <c>d</c> and what it yields; no type for a bare null.</summary>
internal sealed record Computation(FieldType? Type, string Sql);

/// <summary>What is wrong with a formula, told to whoever wrote it.</summary>
internal sealed class FormulaException(string message) : Exception(message);

/// <summary>
/// Makes SQL of a formula, such as <c>if(custom.seats > 100, custom.price * 0.9, custom.price)</c>: members by the names that filters have for them, <c>+ - * / %</c>, <c>&amp;</c> to join texts,
/// comparisons, <c>and or not</c>, and the functions of <see cref="FormulaFunctions"/>. Nothing a client writes gets into the SQL but numbers, and texts as quoted literals.
/// What cannot be computed (a division by nought, a day beyond the year 9998, a member without a value) is no value.
/// </summary>
internal sealed class Formula
{
    public const int Longest = 1000;
    private const int Deepest = 30;

    private readonly List<FormulaToken> tokens;
    private readonly Func<string, Computation> member;
    private readonly FormulaFunctions functions;
    private int at;
    private int depth;

    private Formula(string text, Func<string, Computation> member, string zone) => (tokens, this.member, functions) = (FormulaToken.Read(text), member, new(zone));

    /// <param name="member">What a name stands for; throws if nothing has it.</param>
    /// <param name="zone">The company's time zone: in it a moment has its day.</param>
    public static Computation Read(string text, Func<string, Computation> member, string zone)
    {
        var formula = new Formula(text, member, zone);
        var whole = formula.Either();
        if (formula.Next is not null) throw new FormulaException($"`{formula.Next.Text}` is not expected there.");
        return whole.Type is null ? throw new FormulaException("It never has a value.") : whole;
    }

    private FormulaToken? Next => at < tokens.Count ? tokens[at] : null;

    private bool Take(params ReadOnlySpan<string> symbols)
    {
        if (Next is not { IsSymbol: true } next || !symbols.Contains(next.Text)) return false;
        at++;
        return true;
    }

    private bool TakeWord(string word)
    {
        if (Next is not { Kind: FormulaTokenKind.Name } next || next.Text != word) return false;
        at++;
        return true;
    }

    private Computation Either()
    {
        if (++depth > Deepest) throw new FormulaException($"It is nested more than {Deepest} levels deep.");
        var left = Both();
        while (TakeWord("or")) left = new(FieldType.Boolean, $"({Need(left, FieldType.Boolean)} or {Need(Both(), FieldType.Boolean)})");
        depth--;
        return left;
    }

    private Computation Both()
    {
        var left = Not();
        while (TakeWord("and")) left = new(FieldType.Boolean, $"({Need(left, FieldType.Boolean)} and {Need(Not(), FieldType.Boolean)})");
        return left;
    }

    private Computation Not()
    {
        var negated = false;
        while (TakeWord("not")) negated = !negated;
        var of = Comparison();
        return negated ? new(FieldType.Boolean, $"(not {Need(of, FieldType.Boolean)})") : of;
    }

    private Computation Comparison()
    {
        var left = Joined();
        if (Next is not { IsSymbol: true, Text: "=" or "!=" or "<>" or "<" or "<=" or ">" or ">=" } sign) return left;
        at++;
        var right = Joined();
        if (left.Type is null || right.Type is null)
            return sign.Text is "=" or "!=" or "<>" ? new(FieldType.Boolean, $"({(left.Type is null ? right : left).Sql} is {(sign.Text is "=" ? "" : "not ")}null)") : throw new FormulaException("Null can only be equal to something or not.");
        if (left.Type != right.Type) throw new FormulaException($"`{sign.Text}` does not compare {Name(left)} with {Name(right)}.");
        return new(FieldType.Boolean, left.Type is FieldType.Text ? $"({left.Sql} collate \"C\" {Operator(sign)} {right.Sql})" : $"({left.Sql} {Operator(sign)} {right.Sql})");
    }

    private Computation Joined()
    {
        var left = Sum();
        while (Take("&")) left = new(FieldType.Text, $"concat({FormulaFunctions.AsText(left)}, {FormulaFunctions.AsText(Sum())})");
        return left;
    }

    private Computation Sum()
    {
        var left = Product();
        while (Next is { IsSymbol: true, Text: "+" or "-" } sign)
        {
            at++;
            var right = Product();
            left = (left.Type, right.Type, sign.Text) switch
            {
                (FieldType.Day, FieldType.Number, _) => new(FieldType.Day, FormulaFunctions.InReach($"({left.Sql} {sign.Text} {FormulaFunctions.Whole(right, 40_000)})")),
                (FieldType.Day, FieldType.Day, "-") => new(FieldType.Number, $"({left.Sql} - {right.Sql})::numeric"),
                _ => new(FieldType.Number, $"({Need(left, FieldType.Number)} {sign.Text} {Need(right, FieldType.Number)})"),
            };
        }
        return left;
    }

    private Computation Product()
    {
        var left = Signed();
        while (Next is { IsSymbol: true, Text: "*" or "/" or "%" } sign)
        {
            at++;
            var right = Need(Signed(), FieldType.Number);
            left = new(FieldType.Number, $"({Need(left, FieldType.Number)} {sign.Text} {(sign.Text is "*" ? right : $"nullif({right}, 0)")})");
        }
        return left;
    }

    private Computation Signed()
    {
        var negative = false;
        while (Take("-")) negative = !negative;
        var of = Single();
        return negative ? new(FieldType.Number, $"(- {Need(of, FieldType.Number)})") : of;
    }

    private Computation Single()
    {
        if (Next is not { } token) throw new FormulaException("It ends too early.");
        at++;
        return token.Kind switch
        {
            FormulaTokenKind.Number => new(FieldType.Number, token.Text + "::numeric"),
            FormulaTokenKind.Text => new(FieldType.Text, FormulaFunctions.Literal(token.Text)),
            FormulaTokenKind.Name => Named(token.Text),
            _ when token.Text is "(" => Inside(),
            _ => throw new FormulaException($"`{token.Text}` is not expected there."),
        };
    }

    private Computation Inside()
    {
        var inside = Either();
        return Take(")") ? inside : throw new FormulaException("A bracket is not closed.");
    }

    private Computation Named(string name)
    {
        if (name is "true" or "false") return new(FieldType.Boolean, name);
        if (name is "null") return new(null, "null");
        if (!Take("(")) return member(name);
        var arguments = new List<Computation>();
        while (!Take(")"))
        {
            if (arguments.Count > 0 && !Take(",")) throw new FormulaException(Next is null ? "A bracket is not closed." : $"`{Next.Text}` is not expected there.");
            arguments.Add(Either());
            if (arguments.Count > 20) throw new FormulaException("A function takes up to twenty values.");
        }
        return functions.Call(name, arguments);
    }

    private static string Operator(FormulaToken sign) => sign.Text is "!=" ? "<>" : sign.Text;

    internal static string Need(Computation of, FieldType type) => of.Type is null ? $"null::{type.Postgres()}" : of.Type == type ? of.Sql : throw new FormulaException($"{Capital(Name(of))} stands where {Name(type)} belongs.");

    internal static string Name(Computation of) => of.Type is { } type ? Name(type) : "null";

    private static string Name(FieldType type) => type switch
    {
        FieldType.Text => "a text",
        FieldType.Number => "a number",
        FieldType.Boolean => "true or false",
        FieldType.Day => "a day",
        _ => "a moment",
    };

    private static string Capital(string text) => string.Concat(text[..1].ToUpper(CultureInfo.InvariantCulture), text.AsSpan(1));
}
