using System.Globalization;
using System.Text.Json;
using Crm.Kernel.Lists;

namespace Crm.Kernel.Filters;

/// <summary>A value as a condition compares it. A day or period spans time, anything else is one point.</summary>
/// <param name="From">The point, or where the span begins.</param>
/// <param name="Until">Where the span has ended; null for a point.</param>
internal readonly record struct Operand(object From, object? Until = null);

/// <summary>Reads what a filter compares with, as the field's type has it.</summary>
internal sealed class Operands(FilterScope scope)
{
    private static readonly string[] MomentFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>The operands that one JSON value stands for (<c>myTeam</c> for several); none if it is not of the type.</summary>
    public IReadOnlyList<Operand> Read(Field field, JsonElement value) => field.Type switch
    {
        FieldType.Text or FieldType.TextList => Text(field, value) is { } text ? [new(text)] : [],
        FieldType.Uuid or FieldType.UuidList => Guid.TryParse(Plain(value), out var id) ? [new(id)] : [],
        FieldType.Account or FieldType.AccountList => Accounts(Plain(value)),
        FieldType.Number => value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number) ? [new(number)] : [],
        FieldType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? [new(value.GetBoolean())] : [],
        FieldType.Day => DaysOf(Plain(value)) is { } days ? [Of(days)] : [],
        _ => DaysOf(Plain(value)) is { } days ? [InTime(days)] : Moment(Plain(value)) is { } moment ? [new(moment)] : [],
    };

    public Operand Of(Field field, Days days) => field.Type is FieldType.Day ? Of(days) : InTime(days);

    public static string Expected(FieldType type) => type switch
    {
        FieldType.Text or FieldType.TextList => "a text",
        FieldType.Uuid or FieldType.UuidList => "an id",
        FieldType.Account or FieldType.AccountList => "the id of an account, `me` or `myTeam`",
        FieldType.Number => "a number",
        FieldType.Boolean => "true or false",
        FieldType.Day => "a day (2026-03-01) or a period (`thisMonth`)",
        _ => "a time with its zone (2026-03-01T09:30:00Z), a day or a period (`thisMonth`)",
    };

    private static string? Text(Field field, JsonElement value) =>
        value.ValueKind is not JsonValueKind.String || value.GetString() is not { Length: <= 1000 } text || text.Contains('\0') ? null
        : field.Reading is { } reading ? reading(text)
        : field.Folded ? text.Trim().ToLowerInvariant() : text;

    private IReadOnlyList<Operand> Accounts(string? text) => text switch
    {
        "me" => [new(scope.Account)],
        "myTeam" => [.. scope.Team.Select(account => new Operand(account))],
        _ => Guid.TryParse(text, out var id) ? [new(id)] : [],
    };

    private Days? DaysOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.Year is >= 1000 and < 9999 ? new(day, day.AddDays(1)) : null
            : Period(text) is { } period ? scope.Calendar.Named(period) : null;

    /// <summary>Whether the text names a period, such as <c>thisMonth</c>.</summary>
    public static bool IsPeriod(string text) => Period(text) is >= FilterOperator.Today;

    private static FilterOperator? Period(string? text) =>
        text is { Length: > 0 } && char.IsAsciiLetterLower(text[0]) && Enum.TryParse<FilterOperator>(char.ToUpperInvariant(text[0]) + text[1..], out var period) ? period : null;

    public static DateTimeOffset? Moment(string? text) =>
        text is { Length: > 0 } && (text[^1] is 'Z' || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
        && DateTimeOffset.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) && moment.Year is >= 1000 and < 9999
            ? moment.ToUniversalTime() : null;

    private Operand InTime(Days days) => new(days.From == DateOnly.MinValue ? DateTimeOffset.MinValue.AddYears(1) : scope.Calendar.StartOf(days.From), scope.Calendar.StartOf(days.Until));

    private static Operand Of(Days days) => new(days.From, days.Until);

    private static string? Plain(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
