using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Crm.Kernel.Exports;

/// <summary>A workbook of one sheet. Every cell is text, which no spreadsheet computes.</summary>
internal sealed class XlsxFormat : FormatWriter
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";

    private static readonly (string Name, string Xml)[] Frame =
    [
        ("[Content_Types].xml", $"""<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""),
        ("_rels/.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""),
        ("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Office}"><sheets><sheet name="Records" sheetId="1" r:id="rId1"/></sheets></workbook>"""),
        ("xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"""),
    ];

    public override string Extension => "xlsx";

    public override string MediaType => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>A sheet has 2²⁰ rows, of which one is the header.</summary>
    public override long MostRows => 1_048_575;

    public override void Write(Stream part, ExportPage page) => Rows(part, page.Views.Select(page.Cells));

    public override async Task JoinAsync(Stream file, IReadOnlyList<string> headers, Func<Stream, Task> parts)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, xml) in Frame)
        {
            await using var entry = archive.CreateEntry(name).Open();
            await entry.WriteAsync(Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8"?>""" + xml));
        }
        await using var sheet = archive.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
        using var head = new MemoryStream();
        Rows(head, [headers]);
        await sheet.WriteAsync(Encoding.UTF8.GetBytes($"""<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{Main}"><sheetData>"""));
        await sheet.WriteAsync(head.ToArray());
        await parts(sheet);
        await sheet.WriteAsync("</sheetData></worksheet>"u8.ToArray());
    }

    private static void Rows(Stream part, IEnumerable<IEnumerable<string?>> rows)
    {
        using var xml = XmlWriter.Create(part, new() { ConformanceLevel = ConformanceLevel.Fragment, Encoding = new UTF8Encoding(false), CloseOutput = false, OmitXmlDeclaration = true });
        foreach (var row in rows)
        {
            xml.WriteStartElement("row");
            foreach (var cell in row) Cell(xml, cell);
            xml.WriteEndElement();
        }
    }

    private static void Cell(XmlWriter xml, string? text)
    {
        xml.WriteStartElement("c");
        if (!string.IsNullOrEmpty(text))
        {
            xml.WriteAttributeString("t", "inlineStr");
            xml.WriteStartElement("is");
            xml.WriteStartElement("t");
            xml.WriteAttributeString("xml", "space", null, "preserve");
            xml.WriteString(Writable(text));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    /// <summary>Without what XML cannot say, and not longer than a cell can be.</summary>
    private static string Writable(string text)
    {
        var kept = string.Concat(text.EnumerateRunes().Where(r => r.Value > char.MaxValue || XmlConvert.IsXmlChar((char)r.Value)).Select(r => r.ToString()));
        return kept.Length > 32_767 ? kept[..32_767] : kept;
    }
}
