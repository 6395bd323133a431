using System.Buffers.Binary;

namespace Crm.Tests.Identity;

/// <summary>Headers of images: as much as anybody reads who does not draw them.</summary>
internal static class Images
{
    public static byte[] Png(int width, int height)
    {
        var bytes = new byte[45];
        ((byte[])[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8]).CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    public static byte[] Jpeg(ushort width, ushort height) =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0,
        0xFF, 0xC4, 0, 4, 0, 0, // a table, which is no frame
        0xFF, 0xC2, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xFF, 0xD9,
    ];

    /// <summary>Of the extended kind.</summary>
    public static byte[] WebP(int width, int height)
    {
        var bytes = new byte[34];
        ((byte[])[.. "RIFF"u8, 26, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0]).CopyTo(bytes, 0);
        foreach (var (at, size) in new[] { (24, width - 1), (27, height - 1) }) (bytes[at], bytes[at + 1], bytes[at + 2]) = ((byte)size, (byte)(size >> 8), (byte)(size >> 16));
        return bytes;
    }
}
