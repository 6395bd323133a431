using System.Text.Json;
using Crm.Kernel.Lists;
using static Crm.Kernel.Filters.FilterOperator;

namespace Crm.Kernel.Filters;

/// <summary>Which operators fields of each type have.</summary>
public static class FieldOperators
{
    private static readonly FilterOperator[] Anything = [Eq, Ne, IsNull, NotNull];
    private static readonly FilterOperator[] Several = [.. Anything, In, Nin, AnyOf, NoneOf];
    private static readonly FilterOperator[] Ordered = [.. Several, Lt, Lte, Gt, Gte, Between];
    private static readonly FilterOperator[] Texts = [.. Ordered, Contains, StartsWith, EndsWith];
    private static readonly FilterOperator[] Listed = [.. Several, AllOf, Contains];
    private static readonly FilterOperator[] Times = [.. Ordered, .. Enum.GetValues<FilterOperator>().Where(op => op >= Today)];

    public static IReadOnlyList<FilterOperator> Of(FieldType type) => type switch
    {
        FieldType.Text => Texts,
        FieldType.TextList => [.. Listed, StartsWith, EndsWith],
        FieldType.UuidList or FieldType.AccountList => Listed,
        FieldType.Uuid or FieldType.Account => Several,
        FieldType.Boolean => Anything,
        FieldType.Number => Ordered,
        _ => Times,
    };

    /// <summary>As the API writes it.</summary>
    public static string Wire(FilterOperator op) => JsonNamingPolicy.CamelCase.ConvertName(op.ToString());
}
