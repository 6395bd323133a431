using System.Security.Cryptography;
using Crm.Identity.Tokens;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Identity.Sessions;

/// <summary>One link of a family. Works once; then it has an heir.</summary>
internal sealed record RefreshToken
{
    /// <summary>Two tabs, or an answer that got lost, may bring a token again within this time.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public Guid Id { get; init; }
    public Guid SessionId { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
    public Guid? HeirId { get; init; }
    public byte[]? SealedHeir { get; init; }

    /// <summary>The heir is told again only to whoever brings its direct parent in time; <see cref="SealedHeir"/> is gone once the heir was used.</summary>
    public bool MayComeAgain(DateTimeOffset now) => SealedHeir is not null && now - UsedAt <= Grace;

    /// <summary>An heir, as its owner gets it and as it is stored with its parent: unreadable without the parent, which is stored as a hash only.</summary>
    public static (string Token, byte[] Sealed) Bequeath(string parent, Guid heirId)
    {
        var heir = RandomNumberGenerator.GetBytes(OpaqueToken.Size);
        return (WebEncoders.Base64UrlEncode(heir), Masked(heir, parent, heirId));
    }

    public string Heir(string parent) => WebEncoders.Base64UrlEncode(Masked(SealedHeir!, parent, HeirId!.Value));

    private static byte[] Masked(byte[] value, string parent, Guid heirId)
    {
        var mask = HMACSHA256.HashData(WebEncoders.Base64UrlDecode(parent), heirId.ToByteArray());
        return [.. value.Zip(mask, (a, b) => (byte)(a ^ b))];
    }
}
