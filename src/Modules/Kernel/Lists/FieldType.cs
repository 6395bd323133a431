namespace Crm.Kernel.Lists;

/// <summary>What kind of values a field has.</summary>
public enum FieldType
{
    Text,
    TextList,
    Uuid,
    UuidList,

    /// <summary>The id of an account: <c>me</c> and <c>myTeam</c> stand for some.</summary>
    Account,
    AccountList,

    /// <summary>A point in time.</summary>
    Moment,

    /// <summary>A day of the calendar, whatever the time zone.</summary>
    Day,
    Number,
    Boolean,
}

internal static class FieldTypes
{
    public static string Postgres(this FieldType type) => type switch
    {
        FieldType.Text => "text",
        FieldType.TextList => "text[]",
        FieldType.Uuid or FieldType.Account => "uuid",
        FieldType.UuidList or FieldType.AccountList => "uuid[]",
        FieldType.Moment => "timestamptz",
        FieldType.Day => "date",
        FieldType.Number => "numeric",
        _ => "boolean",
    };

    /// <summary>The type of what a list holds.</summary>
    public static string Element(this FieldType type) => type is FieldType.TextList ? "text" : "uuid";

    /// <summary>Stands for null where a key must have a value; which one does not matter, since nulls are sorted apart.</summary>
    public static string Blank(this FieldType type) => type switch
    {
        FieldType.Text => "''",
        FieldType.Uuid or FieldType.Account => "'00000000-0000-0000-0000-000000000000'::uuid",
        FieldType.Moment => "'epoch'::timestamptz",
        FieldType.Day => "'epoch'::date",
        FieldType.Number => "0",
        FieldType.Boolean => "false",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "A list is no sort key."),
    };
}
