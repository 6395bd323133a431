using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Crm.Kernel.Problems;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Kernel.Lists;

/// <summary>Seals a place in a list for the client to bring back. It opens only for the same list: tenant, path, filter and order are under the seal.</summary>
public sealed class Cursors(CrmSettings settings)
{
    private const int SealLength = 16;

    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(settings.MasterKey), 32, info: "crm.cursors"u8.ToArray());

    /// <param name="list">All that tells this list from another.</param>
    public string Seal(Place place, string list)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(place);
        return WebEncoders.Base64UrlEncode([.. SealOf(content, list), .. content]);
    }

    /// <summary>The place, or 400 if the cursor is not ours or belongs to another list.</summary>
    public Place Open(string cursor, string list)
    {
        var bytes = Decode(cursor);
        if (bytes.Length <= SealLength) throw KernelProblems.CursorMismatch.With(pointer: "?cursor");
        var content = bytes.AsSpan(SealLength);
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SealLength), SealOf(content, list))
            ? JsonSerializer.Deserialize<Place>(content)!
            : throw KernelProblems.CursorMismatch.With(pointer: "?cursor");
    }

    private byte[] SealOf(ReadOnlySpan<byte> content, string list)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(list)));
        hash.AppendData(content);
        return hash.GetHashAndReset()[..SealLength];
    }

    private static byte[] Decode(string cursor)
    {
        try
        {
            return WebEncoders.Base64UrlDecode(cursor);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}

/// <summary>Between two rows: beyond the one with these keys, or before it.</summary>
public sealed record Place(IReadOnlyList<string> Keys, bool Backwards);
