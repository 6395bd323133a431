using System.Text;

namespace Crm.Activities.Attachments;

/// <summary>What a file is, by its first bytes. What a browser would run as a page or a script, and what nobody knows, is bytes and nothing more.</summary>
internal static class ContentTypes
{
    public const string Unknown = "application/octet-stream";

    /// <summary>Bytes of a file's beginning that are looked at.</summary>
    public const int Looked = 4096;

    private const string Archive = "application/zip";

    private static readonly (int At, byte[] Magic, string Type)[] Table =
    [
        (0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        (0, [0xFF, 0xD8, 0xFF], "image/jpeg"),
        (0, "GIF87a"u8.ToArray(), "image/gif"),
        (0, "GIF89a"u8.ToArray(), "image/gif"),
        (8, "WEBP"u8.ToArray(), "image/webp"),
        (8, "WAVE"u8.ToArray(), "audio/wav"),
        (0, [0x49, 0x49, 0x2A, 0x00], "image/tiff"),
        (0, [0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
        (0, "%PDF-"u8.ToArray(), "application/pdf"),
        (0, [0x50, 0x4B, 0x03, 0x04], Archive),
        (0, [0x1F, 0x8B], "application/gzip"),
        (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        (0, "OggS"u8.ToArray(), "audio/ogg"),
        (0, "ID3"u8.ToArray(), "audio/mpeg"),
        (4, "ftypheic"u8.ToArray(), "image/heic"),
        (4, "ftypM4A"u8.ToArray(), "audio/mp4"),
        (4, "ftyp"u8.ToArray(), "video/mp4"),
    ];

    /// <summary>Archives by their bytes, and something more by what is said of them.</summary>
    private static readonly HashSet<string> Archives = new(StringComparer.OrdinalIgnoreCase)
    {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
        "application/epub+zip",
    };

    private static readonly HashSet<string> Texts = new(StringComparer.OrdinalIgnoreCase) { "text/plain", "text/csv", "text/markdown", "text/vcard", "text/calendar", "application/json", "message/rfc822" };

    /// <param name="start">The first <see cref="Looked"/> bytes, or all if there are fewer.</param>
    public static string Of(ReadOnlySpan<byte> start, string declared)
    {
        foreach (var (at, magic, type) in Table)
            if (start.Length >= at + magic.Length && start.Slice(at, magic.Length).SequenceEqual(magic) && (at != 8 || start.StartsWith("RIFF"u8)))
                return type == Archive && Archives.Contains(declared) ? declared.ToLowerInvariant() : type;
        return Texts.Contains(declared) && IsText(start) ? declared.ToLowerInvariant() : Unknown;
    }

    /// <summary>UTF-8 without control characters that does not begin like markup.</summary>
    private static bool IsText(ReadOnlySpan<byte> start)
    {
        // The last character may be cut.
        var whole = start.Length < Looked ? start.Length : start.Length - 3;
        while (whole < start.Length && (start[whole] & 0xC0) == 0x80) whole++;
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(start[..whole]).TrimStart('\ufeff', ' ', '\t', '\r', '\n', '\f');
            return !text.StartsWith('<') && !text.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n' or '\f'));
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
