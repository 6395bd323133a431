namespace Crm.Kernel.Lists;

/// <summary>What kind of values a field has.</summary>
public enum FieldType
{
    Text,
    TextList,
    Uuid,
    Moment,
    Number,
    Boolean,
}

internal static class FieldTypes
{
    public static string Postgres(this FieldType type) => type switch
    {
        FieldType.Text => "text",
        FieldType.TextList => "text[]",
        FieldType.Uuid => "uuid",
        FieldType.Moment => "timestamptz",
        FieldType.Number => "numeric",
        _ => "boolean",
    };

    /// <summary>Stands for null where a key must have a value; which one does not matter, since nulls are sorted apart.</summary>
    public static string Blank(this FieldType type) => type switch
    {
        FieldType.Text => "''",
        FieldType.Uuid => "'00000000-0000-0000-0000-000000000000'::uuid",
        FieldType.Moment => "'epoch'::timestamptz",
        FieldType.Number => "0",
        FieldType.Boolean => "false",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "A list is no sort key."),
    };
}
