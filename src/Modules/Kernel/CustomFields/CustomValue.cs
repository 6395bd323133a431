using System.Globalization;
using System.Text.Json;
using Crm.Kernel.Http;
using Crm.Kernel.Values;
using static Crm.Kernel.CustomFields.CustomFieldType;

namespace Crm.Kernel.CustomFields;

/// <summary>A value as a record keeps it, or why it cannot be one.</summary>
internal readonly record struct CustomValue(JsonElement? Value, string? Error)
{
    /// <param name="country">Whose phone numbers need no prefix.</param>
    /// <param name="before">What the record has: an option that was archived since may stay.</param>
    public static CustomValue Read(CustomField field, JsonElement value, string? country, JsonElement? before) => field.Type switch
    {
        Text => Line(field, value, 500),
        LongText => value.ValueKind is JsonValueKind.String && value.GetString()!.Tidy() is { } text && text.Length <= (field.MaxLength ?? 20_000) && !text.Contains('\0')
            ? Kept(text) : Not($"a text of up to {field.MaxLength ?? 20_000} characters"),
        Number or Rating or Duration => Whole(field, value),
        CustomFieldType.Decimal or Percent => Amount(field, value) is { } number ? Kept(number) : Not(Range("a number", field)),
        CustomFieldType.Money => Sum(field, value),
        CustomFieldType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? new(value, null) : Not("true or false"),
        Date => DateOnly.TryParseExact(Plain(value), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1000 and < 9999 ? new(value, null) : Not("a day such as 2026-03-01"),
        CustomFieldType.DateTime => Filters.Operands.Moment(Plain(value)) is { } moment ? Kept(moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)) : Not("a time with its zone, such as 2026-03-01T09:30:00Z"),
        Select => Plain(value) is { } key && IsOption(field, key, before) ? new(value, null) : Not($"one of {Options(field)}"),
        MultiSelect => Several(field, value, before),
        Email => TextRules.IsMailAddress(Plain(value)) ? Kept(Plain(value)!.Trim()) : Not("an e-mail address"),
        CustomFieldType.Phone => Plain(value) is { Length: <= 50 } written && PhoneReading.Read(written, country) is { } e164 ? Kept(e164) : Not("a phone number, with its country's prefix unless the company has a country"),
        Url => Plain(value) is { Length: <= 2000 } address && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? Kept(address.Trim()) : Not("an address that begins with https:// or http://"),
        Country => Plain(value) is { Length: 2 } code && code.All(char.IsAsciiLetterUpper) ? new(value, null) : Not("a country's two capital letters"),
        User or Contact or Company => Guid.TryParse(Plain(value), out var id) ? Kept(id.ToString()) : Not("an id"),
        _ => value.GetRawText().Length <= 10_000 ? new(value, null) : Not("JSON of up to 10,000 characters"),
    };

    /// <summary>What two values of a unique field are compared by.</summary>
    public static string Comparable(JsonElement value) => (Plain(value) ?? value.GetRawText()).Trim().ToLowerInvariant();

    private static CustomValue Line(CustomField field, JsonElement value, int most) =>
        Plain(value)?.Tidy() is { } text && text.Length <= (field.MaxLength ?? most) && !text.Any(char.IsControl) ? Kept(text) : Not($"one line of up to {field.MaxLength ?? most} characters");

    private static CustomValue Whole(CustomField field, JsonElement value)
    {
        var (least, most) = (field.Min ?? (field.Type is Number ? -9_007_199_254_740_991m : field.Type is Rating ? 1 : 0), field.Max ?? (field.Type is Rating ? 5 : 9_007_199_254_740_991m));
        return value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number) && number >= least && number <= most
            ? Kept(decimal.ToInt64(number)) : Not($"a whole number from {least} to {most}");
    }

    private static decimal? Amount(CustomField field, JsonElement value) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= (field.Min ?? decimal.MinValue) && number <= (field.Max ?? decimal.MaxValue) && decimal.Round(number, field.Decimals ?? 10) == number ? number : null;

    private static CustomValue Sum(CustomField field, JsonElement value) =>
        value.ValueKind is JsonValueKind.Object && value.EnumerateObject().Count() == 2 && value.TryGetProperty("amount", out var amount) && Amount(field, amount) is not null
        && value.TryGetProperty("currency", out var currency) && Plain(currency) is { Length: 3 } code && code.All(char.IsAsciiLetterUpper)
            ? new(value, null) : Not(Range("{amount, currency}", field));

    private static CustomValue Several(CustomField field, JsonElement value, JsonElement? before)
    {
        if (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() is 0 or > 100 || value.EnumerateArray().Any(item => Plain(item) is not { } key || !IsOption(field, key, before))) return Not($"a list of {Options(field)}");
        return Kept(value.EnumerateArray().Select(item => item.GetString()!).Distinct().ToArray());
    }

    private static bool IsOption(CustomField field, string key, JsonElement? before) =>
        field.Options.Any(o => o.Key == key && (!o.Archived || before is { ValueKind: JsonValueKind.String } one && one.GetString() == key || before is { ValueKind: JsonValueKind.Array } many && many.EnumerateArray().Any(x => Plain(x) == key)));

    private static string Options(CustomField field) => string.Join(", ", field.Options.Where(o => !o.Archived).Take(20).Select(o => o.Key));

    private static string Range(string what, CustomField field) =>
        what + (field.Min is { } min ? $", at least {min}" : "") + (field.Max is { } max ? $", at most {max}" : "") + (field.Decimals is { } digits ? $", with up to {digits} digits behind the point" : "");

    private static string? Plain(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static CustomValue Kept<T>(T value) => new(JsonSerializer.SerializeToElement(value), null);

    private static CustomValue Not(string expected) => new(null, $"Not {expected}.");
}
