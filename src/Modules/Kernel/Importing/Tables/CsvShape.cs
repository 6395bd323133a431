using System.Text;

namespace Crm.Kernel.Importing.Tables;

/// <summary>How a file of separated values is written, found out by looking at it.</summary>
/// <param name="Encoding">Its name: <c>utf-8</c>, <c>utf-16</c>, <c>utf-16BE</c> or <c>windows-1252</c>.</param>
internal sealed record CsvShape(string Encoding, char Delimiter)
{
    private const int Sample = 64 * 1024;

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    public static CsvShape Of(Stream file)
    {
        var encoding = EncodingOf(file);
        file.Position = 0;
        using var text = new StreamReader(file, Of(encoding), detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var sample = new char[Sample];
        var length = text.ReadBlock(sample, 0, sample.Length);
        file.Position = 0;
        return new(encoding, DelimiterOf(new(sample, 0, length)));
    }

    public static Encoding Of(string name) => name switch
    {
        "utf-16" => System.Text.Encoding.Unicode,
        "utf-16BE" => System.Text.Encoding.BigEndianUnicode,
        "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        _ => new UTF8Encoding(false),
    };

    /// <summary>A byte order mark says it; without one, what is valid UTF-8 is that, and all else the alphabet of Western Windows.</summary>
    private static string EncodingOf(Stream file)
    {
        Span<byte> mark = stackalloc byte[2];
        file.Position = 0;
        var marked = file.ReadAtLeast(mark, 2, throwOnEndOfStream: false) == 2;
        if (marked && mark is [0xFF, 0xFE]) return "utf-16";
        if (marked && mark is [0xFE, 0xFF]) return "utf-16BE";
        file.Position = 0;
        var (decoder, bytes, chars) = (new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder(), new byte[Sample], new char[Sample + 1]);
        try
        {
            for (int read; (read = file.Read(bytes)) > 0;) decoder.GetChars(bytes.AsSpan(0, read), chars, flush: false);
            decoder.GetChars([], chars, flush: true);
            return "utf-8";
        }
        catch (DecoderFallbackException)
        {
            return "windows-1252";
        }
    }

    /// <summary>By which the most rows have the same number of cells, more than one; <c>sep=;</c> in the first line, as a spreadsheet program writes it, says so itself.</summary>
    private static char DelimiterOf(string sample)
    {
        if (sample.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && sample.Length > 4 && Delimiters.Contains(sample[4])) return sample[4];
        return Delimiters.MaxBy(candidate =>
        {
            var counts = new CsvTable(new StringReader(sample), candidate).Rows().Take(100).Select(row => row.Cells.Count).ToList();
            var usual = counts.Count == 0 ? 1 : counts.GroupBy(n => n).MaxBy(g => g.Count())!.Key;
            return usual == 1 ? 0 : (counts.Count(n => n == usual) * 100 / counts.Count) + Math.Min(usual, 20);
        });
    }
}
