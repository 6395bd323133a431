using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Crm.Kernel.Importing.Tables;

/// <summary>Reads the first sheet of a workbook as a stream; only its shared texts are held in memory, and only so many.</summary>
internal sealed class XlsxTable(Stream file)
{
    /// <summary>Of each part, unpacked: what is more is a bomb, or no table of people.</summary>
    private const long MostBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>Without a tag's beginning: the reader holds a tag with its attributes in memory, however long it is.</summary>
    private const int LongestRun = 4 * 1024 * 1024;

    private const int MostSharedChars = 100_000_000;

    private static readonly XmlReaderSettings Safe = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };

    private readonly RowBuilder row = new();
    private readonly char[] chunk = new char[4096];

    /// <summary>Ends with <see cref="InvalidDataException"/> or <see cref="XmlException"/> if it is no workbook, or a dangerous one.</summary>
    public IEnumerable<TableRow> Rows()
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.Entries.Count > 2000) throw new InvalidDataException("Too many parts.");
        var (shared, dates) = (SharedTexts(archive), DateStyles(archive));
        using var sheet = Open(archive, FirstSheet(archive)) ?? throw new InvalidDataException("No sheet.");
        using var xml = XmlReader.Create(sheet, Safe);
        var number = 0L;
        while (xml.Read())
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "row" }) continue;
            number = long.TryParse(xml.GetAttribute("r"), CultureInfo.InvariantCulture, out var said) && said > number ? said : number + 1;
            if (!xml.IsEmptyElement) Cells(xml, shared, dates);
            yield return row.Finish(number);
        }
    }

    private void Cells(XmlReader xml, List<string> shared, HashSet<int> dates)
    {
        var (depth, column) = (xml.Depth, 0);
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "c" }) continue;
            var (place, type, style) = (xml.GetAttribute("r"), xml.GetAttribute("t"), xml.GetAttribute("s"));
            if (place is not null) column = ColumnOf(place);
            row.SkipTo(column++);
            if (!xml.IsEmptyElement) row.Append(Value(ValueOf(xml), type, int.TryParse(style, out var s) && dates.Contains(s), shared));
            row.EndCell();
        }
    }

    /// <summary>What the cell shows, whatever formula it came of.</summary>
    private string ValueOf(XmlReader xml)
    {
        var (depth, text) = (xml.Depth, new StringBuilder());
        while (xml.Read() && xml.Depth > depth)
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "v" or "t", IsEmptyElement: false })
            {
                var inner = xml.Depth;
                while (xml.Read() && xml.Depth > inner)
                    if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
                        // In pieces: one text can unpack to gigabytes.
                        while (text.Length <= TableRow.LongestCell && xml.ReadValueChunk(chunk, 0, chunk.Length) is > 0 and var count) text.Append(chunk, 0, count);
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "f" or "rPh", IsEmptyElement: false })
            {
                var inner = xml.Depth;
                while (xml.Read() && xml.Depth > inner) { }
            }
        return text.ToString();
    }

    private string Value(string raw, string? type, bool isDate, List<string> shared)
    {
        switch (type)
        {
            case "s":
                return int.TryParse(raw, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < shared.Count ? shared[index] : "";
            case "b":
                return raw == "1" ? "true" : "false";
            case "e":
                row.Spoil("import.cellError");
                return raw;
            case null or "n" when double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                return isDate && number is >= 1 and < 2_958_466 ? Moment(number) : number == Math.Floor(number) && Math.Abs(number) < 1e15 ? number.ToString("0", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture);
            default:
                return raw;
        }
    }

    private static string Moment(double days) => DateTime.FromOADate(days) is var at && at.TimeOfDay == TimeSpan.Zero
        ? at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : at.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static int ColumnOf(string place) => Math.Min(place.TakeWhile(char.IsAsciiLetterUpper).Take(4).Aggregate(0, (n, c) => (n * 26) + c - 'A' + 1) - 1, TableRow.MostColumns + 1);

    private List<string> SharedTexts(ZipArchive archive)
    {
        var (texts, total) = (new List<string>(), 0L);
        using var part = Open(archive, "xl/sharedStrings.xml");
        if (part is null) return texts;
        using var xml = XmlReader.Create(part, Safe);
        while (xml.Read())
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "si" }) continue;
            var text = xml.IsEmptyElement ? "" : ValueOf(xml);
            if ((total += text.Length) > MostSharedChars || texts.Count > 20_000_000) throw new InvalidDataException("Too many shared texts.");
            texts.Add(text);
        }
        return texts;
    }

    /// <summary>Places of the cell styles that show a number as a date.</summary>
    private static HashSet<int> DateStyles(ZipArchive archive)
    {
        var (dates, custom, inCells, index) = (new HashSet<int>(), new Dictionary<int, bool>(), false, 0);
        using var part = Open(archive, "xl/styles.xml");
        if (part is null) return dates;
        using var xml = XmlReader.Create(part, Safe);
        while (xml.Read())
        {
            if (xml.LocalName == "cellXfs") inCells = xml.NodeType is XmlNodeType.Element;
            if (xml.NodeType is not XmlNodeType.Element) continue;
            if (xml.LocalName == "numFmt" && int.TryParse(xml.GetAttribute("numFmtId"), out var id)) custom[id] = IsDate(xml.GetAttribute("formatCode") ?? "");
            if (xml.LocalName == "xf" && inCells && int.TryParse(xml.GetAttribute("numFmtId"), out var format) && index++ is var place && (custom.TryGetValue(format, out var said) ? said : format is (>= 14 and <= 22) or (>= 45 and <= 47)))
                dates.Add(place);
        }
        return dates;
    }

    private static bool IsDate(string format)
    {
        var plain = System.Text.RegularExpressions.Regex.Replace(format, @"""[^""]*""|\[[^\]]*\]|\\.", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        return plain.IndexOfAny(['y', 'd', 'Y', 'D']) >= 0 || plain.Contains("h:m", StringComparison.OrdinalIgnoreCase);
    }

    private static string FirstSheet(ZipArchive archive)
    {
        string? relation = null;
        using (var book = Open(archive, "xl/workbook.xml") ?? throw new InvalidDataException("No workbook."))
        using (var xml = XmlReader.Create(book, Safe))
            while (relation is null && xml.Read())
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "sheet" }) relation = xml.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships") ?? "";
        using var relations = Open(archive, "xl/_rels/workbook.xml.rels");
        if (relations is null) return "xl/worksheets/sheet1.xml";
        using var list = XmlReader.Create(relations, Safe);
        while (list.Read())
            if (list is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && list.GetAttribute("Id") == relation && list.GetAttribute("Target") is { } target) return target.StartsWith('/') ? target[1..] : $"xl/{target}";
        return "xl/worksheets/sheet1.xml";
    }

    private static Bounded? Open(ZipArchive archive, string name) => archive.GetEntry(name) is { } entry ? new Bounded(entry.Open(), MostBytes) : null;

    /// <summary>A stream that ends badly when it is longer than it should be, whatever the archive says of its length, or has too much in one piece.</summary>
    private sealed class Bounded(Stream inner, long most) : Stream
    {
        private long read;
        private int run;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = inner.Read(buffer);
            var last = buffer[..count].LastIndexOf((byte)'<');
            run = last < 0 ? run + count : count - last;
            return (read += count) <= most && run <= LongestRun ? count : throw new InvalidDataException("It unpacks to too much.");
        }

        public override void Flush() => inner.Flush();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
