using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Crm.Kernel.ChangeLog.Sealing;

/// <summary>The encoding under the seals, as <c>Seals.tenant.control.sql</c> describes it. Here again, so that a check does not trust the database it checks.</summary>
internal sealed class SealText
{
    private readonly StringBuilder text = new();

    public SealText Part(string? value)
    {
        if (value is null) text.Append("-,");
        else text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(value)}:{value},");
        return this;
    }

    public SealText Part(long value) => Part(value.ToString(CultureInfo.InvariantCulture));

    public SealText Part(Guid value) => Part(value.ToString());

    public byte[] Bytes() => Encoding.UTF8.GetBytes(text.ToString());

    public byte[] Digest() => SHA256.HashData(Bytes());

    public static byte[] HeaderOf(Seal seal) => new SealText()
        .Part(seal.Chain).Part(seal.Number).Part(seal.FirstId).Part(seal.LastId).Part(seal.Entries)
        .Part((seal.SealedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).Bytes();
}
