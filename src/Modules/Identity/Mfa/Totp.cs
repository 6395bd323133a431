using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Crm.Identity.Mfa;

/// <summary>Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, 30 seconds, 6 digits.</summary>
internal static class Totp
{
    public const int SecretSize = 20;
    private const int Period = 30;
    private const int Digits = 6;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / Period;

    /// <summary>The step whose code this is, one before and one after now allowed for clocks that differ; null if it is none.</summary>
    public static long? Match(byte[] secret, string code, DateTimeOffset now)
    {
        long? match = null;
        foreach (var step in new[] { StepAt(now) - 1, StepAt(now), StepAt(now) + 1 })
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(Code(secret, step)), System.Text.Encoding.ASCII.GetBytes(code.PadRight(Digits)))) match = step;
        return match;
    }

    public static string Code(byte[] secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // what RFC 6238 and every authenticator app use; as a keyed hash it is sound
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var value = BinaryPrimitives.ReadUInt32BigEndian(mac[(mac[^1] & 15)..]) & 0x7fffffff;
        return (value % (uint)Math.Pow(10, digits)).ToString().PadLeft(digits, '0');
    }

    /// <summary>RFC 4648, without padding.</summary>
    public static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        for (var bit = 0; bit < bytes.Length * 8; bit += 5)
        {
            var value = 0;
            for (var i = bit; i < bit + 5; i++) value = value << 1 | (i < bytes.Length * 8 ? bytes[i / 8] >> (7 - i % 8) & 1 : 0);
            text.Append(Base32[value]);
        }
        return text.ToString();
    }

    public static Uri Link(byte[] secret, string account) =>
        new($"otpauth://totp/Crm:{Uri.EscapeDataString(account)}?secret={ToBase32(secret)}&issuer=Crm&digits={Digits}&period={Period}");
}
