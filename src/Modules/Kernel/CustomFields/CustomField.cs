using System.Text.Json;

namespace Crm.Kernel.CustomFields;

/// <summary>A member that a company gave its records. Key and type stay for ever, so that values stay readable.</summary>
public sealed record CustomField
{
    public required Guid Id { get; init; }

    /// <summary>The kind of record: <c>contact</c>.</summary>
    public required string Object { get; init; }

    public required string Key { get; init; }
    public required CustomFieldType Type { get; init; }
    public required string Label { get; init; }
    public string? Description { get; init; }

    /// <summary>Heading under which forms show it.</summary>
    public string? Group { get; init; }

    public bool Required { get; init; }

    /// <summary>No two live records have the same value.</summary>
    public bool Unique { get; init; }

    /// <summary>What a new record gets that says nothing.</summary>
    public JsonElement? Default { get; init; }

    public IReadOnlyList<CustomFieldOption> Options { get; init; } = [];
    public decimal? Min { get; init; }
    public decimal? Max { get; init; }
    public int? MaxLength { get; init; }

    /// <summary>Digits behind the point at most.</summary>
    public int? Decimals { get; init; }

    /// <summary>Whether filters and orders by it shall be fast however many records there are.</summary>
    public bool Indexed { get; init; }

    /// <summary>Of a formula: what it computes.</summary>
    public string? Formula { get; init; }

    /// <summary>Of a roll-up: what it adds up.</summary>
    public Computed.Rollup? Rollup { get; init; }

    /// <summary>Which of the names set aside for such indexes it has; none if it has no index.</summary>
    public int? IndexSlot { get; init; }

    /// <summary>Whether its indexes are built.</summary>
    public bool IndexReady { get; init; }

    public bool Archived { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One of the values of a select. Its key stays for ever; one that is archived is kept where it is, and given to nobody new.</summary>
public sealed record CustomFieldOption
{
    public required string Key { get; init; }
    public required string Label { get; init; }

    /// <summary><c>#rrggbb</c>.</summary>
    public string? Color { get; init; }

    public bool Archived { get; init; }
}

/// <summary>What kind of values a custom field has.</summary>
public enum CustomFieldType
{
    /// <summary>One line, up to 500 characters.</summary>
    Text,

    /// <summary>Several lines, up to 20,000 characters.</summary>
    LongText,

    /// <summary>A whole number.</summary>
    Number,
    Decimal,

    /// <summary>In hundredths: 12.5 is 12.5 %.</summary>
    Percent,

    /// <summary>1 to 5 stars, or up to <c>max</c>.</summary>
    Rating,

    /// <summary>Whole seconds.</summary>
    Duration,

    /// <summary><c>{amount, currency}</c>.</summary>
    Money,
    Boolean,

    /// <summary>A day: <c>2026-03-01</c>.</summary>
    Date,

    /// <summary>A point in time, RFC 3339.</summary>
    DateTime,

    /// <summary>The key of one option.</summary>
    Select,

    /// <summary>Keys of options.</summary>
    MultiSelect,
    Email,

    /// <summary>Kept as E.164.</summary>
    Phone,
    Url,

    /// <summary>ISO 3166-1 alpha-2.</summary>
    Country,

    /// <summary>Id of a member's account.</summary>
    User,

    /// <summary>Id of a contact.</summary>
    Contact,

    /// <summary>Id of a company.</summary>
    Company,

    /// <summary>Any JSON up to 10,000 characters.</summary>
    Json,

    /// <summary>Computed of other members of the record when it is read: a number of up to 28 digits, a text of up to 1,000 characters, a boolean, a day of the years 1000 to 9998, or a moment.</summary>
    Formula,

    /// <summary>Computed of the records tied to the record when it is read: how many there are, a sum, an average, the least or the greatest.</summary>
    Rollup,
}
