using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Crm.Kernel.ChangeLog;

namespace Crm.Kernel.CustomFields;

/// <summary>Says which live record has a value of a unique custom field. Its id is made of the value, so the loser of a race fails at its key.</summary>
[NotLogged("The record's own entries tell of its values.")]
public sealed class CustomClaim
{
    public required string Id { get; init; }
    public required Guid RecordId { get; init; }

    public static string KeyOf(CustomField field, JsonElement value) =>
        $"{field.Object}.{field.Key}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CustomValue.Comparable(value))))}";
}
