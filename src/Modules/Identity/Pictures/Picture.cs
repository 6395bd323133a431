using System.Buffers.Binary;

namespace Crm.Identity.Pictures;

/// <summary>What the first bytes of an image tell. Nothing is decoded: no bomb goes off here.</summary>
/// <param name="MediaType">Whatever the sender called it.</param>
internal readonly record struct Picture(string MediaType, int Width, int Height)
{
    public const int MostBytes = 1024 * 1024;
    public const int Widest = 4096;
    public const string Png = "image/png", Jpeg = "image/jpeg", WebP = "image/webp";

    public string FileName => $"picture.{MediaType["image/".Length..].Replace("jpeg", "jpg")}";

    /// <summary>Null if it is none of the three kinds, or its header does not tell how large it is.</summary>
    public static Picture? Read(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..] when bytes.Length >= 33 && bytes[12..16].SequenceEqual("IHDR"u8) =>
            new(Png, BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..])),
        [0xFF, 0xD8, 0xFF, ..] => OfJpeg(bytes),
        _ when bytes.Length >= 30 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8) => OfWebP(bytes),
        _ => null,
    };

    private static Picture? OfJpeg(ReadOnlySpan<byte> bytes)
    {
        for (var at = 2; at + 9 < bytes.Length && bytes[at] == 0xFF;)
        {
            var marker = bytes[at + 1];
            if (marker is 0xFF)
            {
                at++; // filling
                continue;
            }
            // A frame's header, of whatever coding; C4, C8 and CC are tables.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return new(Jpeg, BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || marker is 0xD9 or 0xDA) return null;
            at += 2 + length;
        }
        return null;
    }

    private static Picture? OfWebP(ReadOnlySpan<byte> bytes)
    {
        var kind = bytes[12..16];
        var body = bytes[20..];
        if (kind.SequenceEqual("VP8 "u8) && body[3..6].SequenceEqual<byte>([0x9D, 0x01, 0x2A]))
            return new(WebP, BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFF);
        if (kind.SequenceEqual("VP8L"u8) && body[0] == 0x2F && BinaryPrimitives.ReadUInt32LittleEndian(body[1..]) is var bits)
            return new(WebP, (int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
        if (kind.SequenceEqual("VP8X"u8)) return new(WebP, UInt24(body[4..]) + 1, UInt24(body[7..]) + 1);
        return null;
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
