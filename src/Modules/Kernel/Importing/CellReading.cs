using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Values;

namespace Crm.Kernel.Importing;

/// <summary>Reads cells as values, in the way that the import's terms say.</summary>
public sealed partial class CellReading(ImportTerms terms)
{
    private static readonly HashSet<string> Yes = ["true", "yes", "y", "1", "x", "ja", "j", "wahr", "oui", "vrai", "si", "sí", "verdadero", "on"];
    private static readonly HashSet<string> No = ["false", "no", "n", "0", "nein", "falsch", "non", "faux", "falso", "off"];

    /// <summary>Several values in one cell.</summary>
    public static IReadOnlyList<string> Several(string cell) => [.. cell.Split([';', ',', '\n', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>A number without what groups its digits; null if it is none.</summary>
    public decimal? Number(string cell)
    {
        var plain = Grouping().Replace(cell.Trim(), "");
        plain = terms.DecimalSign == "," ? plain.Replace(".", "").Replace(',', '.') : plain.Replace(",", "");
        return decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    public DateOnly? Day(string cell)
    {
        var text = cell.Trim();
        if (Iso().Match(text) is { Success: true }) return DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var iso) ? iso : null;
        if (Parts().Match(text) is not { Success: true } found) return null;
        var (a, b, c) = (Part(1), Part(2), Part(3));
        var (year, month, day) = found.Groups[1].Length == 4 ? (a, b, c) : terms.DateOrder switch { DateOrder.Mdy => (c, a, b), DateOrder.Ymd => (a, b, c), _ => (c, b, a) };
        if (year < 100) year += year < 50 ? 2000 : 1900;
        return year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new(year, month, day) : null;

        int Part(int n) => int.Parse(found.Groups[n].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>A cell as JSON of the field's type. What does not fit stays a text, and the field's own rules say what is wrong with it.</summary>
    public JsonElement Custom(CustomField field, string cell)
    {
        var text = cell.Trim();
        return field.Type switch
        {
            CustomFieldType.Number or CustomFieldType.Rating or CustomFieldType.Duration or CustomFieldType.Decimal or CustomFieldType.Percent => Number(text.TrimEnd('%')) is { } number ? Json(number) : Json(text),
            CustomFieldType.Money => Money(text) is { } money ? Json(new { amount = money.Amount, currency = money.Currency }) : Json(text),
            CustomFieldType.Boolean => Yes.Contains(text.ToLowerInvariant()) ? Json(true) : No.Contains(text.ToLowerInvariant()) ? Json(false) : Json(text),
            CustomFieldType.Date => Day(text) is { } day ? Json(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : Json(text),
            CustomFieldType.DateTime => Day(text) is { } day && text.Length <= 10 ? Json($"{day:yyyy-MM-dd}T00:00:00Z") : Json(Iso().IsMatch(text) && !text.EndsWith('Z') && !Zone().IsMatch(text) ? text + "Z" : text),
            CustomFieldType.Select => Json(Option(field, text)),
            CustomFieldType.MultiSelect => Json(Several(text).Select(item => Option(field, item)).ToArray()),
            CustomFieldType.Country => Json(text.ToUpperInvariant()),
            CustomFieldType.Json => Parsed(text),
            _ => Json(cell.Tidy() ?? ""),
        };
    }

    /// <summary><c>12.50 EUR</c>.</summary>
    private (decimal Amount, string Currency)? Money(string text) =>
        text.Length > 4 && text[^3..].All(char.IsAsciiLetter) && Number(text[..^3]) is { } amount ? (amount, text[^3..].ToUpperInvariant()) : null;

    private static string Option(CustomField field, string text) =>
        (field.Options.FirstOrDefault(o => o.Key == text) ?? field.Options.FirstOrDefault(o => string.Equals(o.Label, text, StringComparison.OrdinalIgnoreCase)))?.Key ?? text;

    private static JsonElement Parsed(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return Json(text);
        }
    }

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);

    [GeneratedRegex(@"[\s'’\u00a0\u202f]")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}($|[T ])")]
    private static partial Regex Iso();

    [GeneratedRegex(@"[+-]\d{2}:?\d{2}$")]
    private static partial Regex Zone();

    [GeneratedRegex(@"^(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{1,4})($|[T ,])")]
    private static partial Regex Parts();
}
