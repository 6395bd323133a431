using System.Globalization;
using System.Text.Json;
using Crm.Kernel.Values;

namespace Crm.Kernel.Exports;

/// <summary>Values as the cells of a table have them.</summary>
public static class ExportText
{
    public static string Joined(IEnumerable<string> values) => string.Join("; ", values);

    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>A value of one of the company's own fields: lists are joined, money is <c>12.50 EUR</c>, what has no plainer form is JSON.</summary>
    public static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String) => Joined(value.EnumerateArray().Select(item => item.GetString()!)),
        JsonValueKind.Object when value.TryGetProperty("amount", out var amount) && value.TryGetProperty("currency", out var currency) => $"{amount.GetRawText()} {currency.GetString()}",
        _ => value.GetRawText(),
    };

    /// <summary>The columns of an address.</summary>
    public static IReadOnlyList<ExportColumn<TView>> Address<TView>(Func<TView, Address?> address) =>
    [
        new("address.street", "address", row => address(row)?.Street),
        new("address.street2", "address", row => address(row)?.Street2),
        new("address.postalCode", "address", row => address(row)?.PostalCode),
        new("address.city", "address", row => address(row)?.City),
        new("address.region", "address", row => address(row)?.Region),
        new("address.country", "address", row => address(row)?.Country),
    ];
}
