using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Crm.Identity.ApiKeys;

/// <summary>
/// <c>crm_live_</c>, 16 digits that name the key, <c>_</c>, 64 digits of secret, 8 digits of CRC-32 over all before them: so that scanners find leaked keys,
/// and mistyped ones are refused without asking the database. Digits are hexadecimal.
/// </summary>
internal static partial class ApiKeyText
{
    public const string Prefix = "crm_live_";

    public static (string Key, string PublicId) New() => Of(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    /// <summary>A new secret for the same name.</summary>
    public static (string Key, string PublicId) Of(string publicId)
    {
        var text = $"{Prefix}{publicId}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        return (text + Checksum(text), publicId);
    }

    /// <summary>Which key it says it is; null if it cannot be one.</summary>
    public static string? PublicIdOf(string key) =>
        Shape().Match(key) is { Success: true } match && Checksum(key[..^8]) == key[^8..] ? match.Groups[1].Value : null;

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.ASCII.GetBytes(key));

    /// <summary>CRC-32 as in ISO 3309 (zip, PNG).</summary>
    private static string Checksum(string text)
    {
        var crc = uint.MaxValue;
        foreach (var octet in Encoding.ASCII.GetBytes(text))
        {
            crc ^= octet;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return (~crc).ToString("x8");
    }

    [GeneratedRegex(@"^crm_live_([0-9a-f]{16})_[0-9a-f]{72}\z")]
    private static partial Regex Shape();
}
