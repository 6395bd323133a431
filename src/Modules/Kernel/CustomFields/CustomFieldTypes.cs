using Crm.Kernel.Lists;
using Crm.Kernel.Problems;

namespace Crm.Kernel.CustomFields;

/// <summary>What each type of custom field can do, and how lists compare it.</summary>
internal static class CustomFieldTypes
{
    public static bool CanBeUnique(CustomFieldType type) =>
        type is CustomFieldType.Text or CustomFieldType.Number or CustomFieldType.Email or CustomFieldType.Phone or CustomFieldType.Url;

    /// <summary>Whether its values are short enough for an index and there are enough of them for one to help.</summary>
    public static bool CanBeIndexed(CustomFieldType type) =>
        type is not (CustomFieldType.LongText or CustomFieldType.Url or CustomFieldType.Boolean or CustomFieldType.MultiSelect or CustomFieldType.Json or CustomFieldType.Formula or CustomFieldType.Rollup);

    /// <summary>Whether nobody writes its values.</summary>
    public static bool IsComputed(CustomFieldType type) => type is CustomFieldType.Formula or CustomFieldType.Rollup;

    /// <summary>The kind of record that its values are ids of; null if they are not.</summary>
    public static string? RecordOf(CustomFieldType type) => type switch { CustomFieldType.Contact => "contact", CustomFieldType.Company => "company", _ => null };

    /// <summary>Whether its values name somebody or something that must be there.</summary>
    public static bool IsReference(CustomFieldType type) => type is CustomFieldType.User || RecordOf(type) is not null;

    /// <summary>Ends the request if the definition does not fit its type.</summary>
    public static void Check(CustomField field)
    {
        var errors = new List<ProblemError>();
        var selects = field.Type is CustomFieldType.Select or CustomFieldType.MultiSelect;
        if (selects != field.Options.Count > 0) errors.Add(new("/options", "customField.options", selects ? "A select needs options." : "Only selects have options."));
        if ((field.Min ?? field.Max) is not null && !IsNumber(field.Type)) errors.Add(new(field.Min is null ? "/max" : "/min", "customField.bounds", "Only numbers have bounds."));
        if (field.MaxLength is not null && field.Type is not (CustomFieldType.Text or CustomFieldType.LongText)) errors.Add(new("/maxLength", "customField.bounds", "Only texts have a length."));
        if (field.Decimals is not null && field.Type is not (CustomFieldType.Decimal or CustomFieldType.Percent or CustomFieldType.Money or CustomFieldType.Formula or CustomFieldType.Rollup)) errors.Add(new("/decimals", "customField.bounds", "Only decimals have digits behind the point."));
        if (field.Indexed && !CanBeIndexed(field.Type)) errors.Add(new("/indexed", "customField.notIndexed", "Values of this type have no index."));
        if (IsComputed(field.Type) && (field.Required || field.Default is not null)) errors.Add(new(field.Required ? "/required" : "/default", "customField.computed", "It is computed: nobody gives it a value."));
        if (field.Formula is not null != field.Type is CustomFieldType.Formula) errors.Add(new("/formula", "customField.formula", field.Formula is null ? "It needs a formula." : "Only formulas have one."));
        if (field.Rollup is not null != field.Type is CustomFieldType.Rollup) errors.Add(new("/rollup", "customField.rollup", field.Rollup is null ? "It needs what to roll up." : "Only roll-ups have one."));
        if (errors.Count > 0) throw new ProblemException(KernelProblems.ValidationFailed) { Errors = errors };
        if (field.Default is { } value && CustomValue.Read(field, value, country: null, before: null) is { Error: { } error }) throw CustomFieldProblems.DefaultUnfit.With(error, "/default");
    }

    public static bool IsNumber(CustomFieldType type) => type is CustomFieldType.Number or CustomFieldType.Decimal or CustomFieldType.Percent or CustomFieldType.Rating or CustomFieldType.Duration or CustomFieldType.Money;

    /// <summary>As filters and orders have it.</summary>
    public static Field AsField(CustomField field)
    {
        // The key is [a-z][a-zA-Z0-9]*: the one thing a client names that stands in SQL.
        var value = $"(d.data -> 'custom' ->> '{field.Key}')";
        var (type, sql, folded) = field.Type switch
        {
            CustomFieldType.Money => (FieldType.Number, $"(d.data -> 'custom' -> '{field.Key}' ->> 'amount')::numeric", false),
            var t when IsNumber(t) => (FieldType.Number, $"{value}::numeric", false),
            CustomFieldType.Boolean => (FieldType.Boolean, $"{value}::boolean", false),
            // An index takes only what no setting of a session can change, which casts of dates are not. How values are written is settled (CustomValue).
            CustomFieldType.Date when field.IndexSlot is not null => (FieldType.Day, $"make_date(left({value}, 4)::int, substr({value}, 6, 2)::int, substr({value}, 9, 2)::int)", false),
            CustomFieldType.DateTime when field.IndexSlot is not null => (FieldType.Moment,
                $"timezone('UTC', make_timestamp(left({value}, 4)::int, substr({value}, 6, 2)::int, substr({value}, 9, 2)::int, substr({value}, 12, 2)::int, substr({value}, 15, 2)::int, rtrim(substr({value}, 18), 'Z')::float8))", false),
            CustomFieldType.Date => (FieldType.Day, $"{value}::date", false),
            CustomFieldType.DateTime => (FieldType.Moment, $"{value}::timestamptz", false),
            CustomFieldType.MultiSelect => (FieldType.TextList, $"array(select jsonb_array_elements_text(d.data -> 'custom' -> '{field.Key}'))", false),
            CustomFieldType.User => (FieldType.Account, $"{value}::uuid", false),
            CustomFieldType.Contact or CustomFieldType.Company => (FieldType.Uuid, $"{value}::uuid", false),
            CustomFieldType.Select or CustomFieldType.Country or CustomFieldType.Phone or CustomFieldType.Json => (FieldType.Text, value, false),
            _ => (FieldType.Text, $"lower{value}", true),
        };
        return new($"custom.{field.Key}", type, sql)
        {
            Record = field.Object,
            Tells = ["custom"],
            Folded = folded,
            Nullable = true,
            Sortable = field.Type is not (CustomFieldType.MultiSelect or CustomFieldType.Json or CustomFieldType.LongText),
        };
    }
}
