using System.Text.RegularExpressions;
using CsvHelper;

namespace Crm.Kernel.Exports;

/// <summary>RFC 4180 in UTF-8, with the mark by which spreadsheets know it.</summary>
internal sealed partial class CsvFormat : FormatWriter
{
    private static readonly CsvWriterOptions Rows = new() { WriteByteOrderMark = false };
    private static readonly CsvWriterOptions Head = new() { WriteByteOrderMark = true };

    public override string Extension => "csv";

    public override string MediaType => "text/csv; charset=utf-8";

    public override void Write(Stream part, ExportPage page)
    {
        using var csv = CsvWriter.Create(part, Rows, leaveOpen: true);
        foreach (var view in page.Views) Line(csv, page.Cells(view));
    }

    public override async Task JoinAsync(Stream file, IReadOnlyList<string> headers, Func<Stream, Task> parts)
    {
        using var head = new MemoryStream();
        using (var csv = CsvWriter.Create(head, Head, leaveOpen: true)) Line(csv, headers);
        await file.WriteAsync(head.ToArray());
        await parts(file);
    }

    /// <summary>
    /// What a spreadsheet would take for a formula gets an apostrophe, but for E.164 phone numbers: a plus and digits compute nothing, and with an apostrophe no telephone could read them.
    /// </summary>
    public static string? Safe(string? cell) =>
        cell is { Length: > 0 } && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' && !PhoneNumber().IsMatch(cell) ? "'" + cell : cell;

    private static void Line(CsvWriter csv, IEnumerable<string?> cells)
    {
        foreach (var cell in cells) csv.WriteField(Safe(cell));
        csv.EndRecord();
    }

    [GeneratedRegex(@"^\+[0-9]{3,15}\z")]
    private static partial Regex PhoneNumber();
}
