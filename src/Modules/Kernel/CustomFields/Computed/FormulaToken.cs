using System.Text;

namespace Crm.Kernel.CustomFields.Computed;

internal enum FormulaTokenKind
{
    Number,
    Text,
    Name,
    Symbol,
}

/// <summary>The smallest parts of a formula.</summary>
internal sealed record FormulaToken(FormulaTokenKind Kind, string Text)
{
    private const int MostDigits = 15;
    private static readonly string[] Symbols = ["!=", "<>", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "%", "&", "(", ")", ","];

    public bool IsSymbol => Kind is FormulaTokenKind.Symbol;

    public static List<FormulaToken> Read(string text)
    {
        var tokens = new List<FormulaToken>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var (token, end) = Next(text, at);
            tokens.Add(token);
            at = end;
        }
        return tokens;
    }

    private static (FormulaToken Token, int End) Next(string text, int at)
    {
        var first = text[at];
        if (char.IsAsciiDigit(first)) return Number(text, at);
        if (char.IsAsciiLetter(first))
        {
            var end = End(text, at, c => char.IsAsciiLetterOrDigit(c) || c is '.');
            return (new(FormulaTokenKind.Name, text[at..end]), end);
        }
        if (first is '\'' or '"') return Quoted(text, at);
        return Array.Find(Symbols, symbol => text.AsSpan(at).StartsWith(symbol, StringComparison.Ordinal)) is { } found
            ? (new(FormulaTokenKind.Symbol, found), at + found.Length)
            : throw new FormulaException($"`{first}` has no meaning in a formula.");
    }

    private static (FormulaToken, int) Number(string text, int at)
    {
        var end = End(text, at, char.IsAsciiDigit);
        if (end + 1 < text.Length && text[end] is '.' && char.IsAsciiDigit(text[end + 1])) end = End(text, end + 1, char.IsAsciiDigit);
        return end - at <= MostDigits + 1 ? (new(FormulaTokenKind.Number, text[at..end]), end) : throw new FormulaException($"A number has up to {MostDigits} digits.");
    }

    /// <summary>Between single or double quotes; twice the quote is the quote itself.</summary>
    private static (FormulaToken, int) Quoted(string text, int at)
    {
        var inside = new StringBuilder();
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] != text[at]) inside.Append(text[i]);
            else if (i + 1 < text.Length && text[i + 1] == text[at]) inside.Append(text[i++]);
            else return (new(FormulaTokenKind.Text, inside.ToString()), i + 1);
        }
        throw new FormulaException("A text is not closed.");
    }

    private static int End(string text, int from, Func<char, bool> belongs)
    {
        while (from < text.Length && belongs(text[from])) from++;
        return from;
    }
}
