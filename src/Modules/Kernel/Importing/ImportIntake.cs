using System.Text.Json;
using System.Xml;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Files;
using Crm.Kernel.Importing.Tables;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Importing;

/// <summary>Takes a file in as a stream, finds out what it is, and lays its rows down in one plain form.</summary>
internal sealed class ImportIntake(FileStore files, CrmSettings settings)
{
    public const long MostRows = 1_000_000;

    private const int Looked = 200;

    /// <summary>What came in: nothing of it is mapped yet.</summary>
    public async Task<Import> TakeAsync(string tenant, Guid id, Stream body, bool? header, RecordImport import, CustomFieldSet custom, CancellationToken ct)
    {
        var folder = Import.FolderOf(tenant, id);
        try
        {
            // Looked at from several places, which a store need not be able to.
            await using var source = Draft.Open(settings);
            await CopyAsync(body, source, ct);
            var taken = await ReadAsync(source, Import.RowsOf(tenant, id), header, import.AllFields(custom), ct);
            taken.Id = id;
            return taken;
        }
        catch
        {
            await files.DeleteFolderAsync(folder, CancellationToken.None);
            throw;
        }
    }

    private async Task CopyAsync(Stream body, Stream file, CancellationToken ct)
    {
        var (buffer, total) = (new byte[128 * 1024], 0L);
        while (await body.ReadAsync(buffer, ct) is var read && read > 0)
        {
            if ((total += read) > settings.ImportBytes) throw KernelProblems.TooLarge.With($"A file has at most {settings.ImportBytes} bytes.");
            await file.WriteAsync(buffer.AsMemory(0, read), ct);
        }
    }

    private async Task<Import> ReadAsync(Stream source, string name, bool? header, IReadOnlyList<ImportField> fields, CancellationToken ct)
    {
        source.Position = 0;
        var import = new Import { Format = IsArchive(source) ? ImportFormat.Xlsx : ImportFormat.Csv };
        source.Position = 0;
        try
        {
            await files.WriteAsync(name, file =>
            {
                Lay(Rows(source, import), file, import, header, fields);
                return Task.CompletedTask;
            }, ct);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or XmlException or OverflowException or ArgumentException)
        {
            throw ImportProblems.Unreadable.With();
        }
        return import;
    }

    private static IEnumerable<TableRow> Rows(Stream source, Import import)
    {
        if (import.Format is ImportFormat.Xlsx) return new XlsxTable(source).Rows();
        var shape = CsvShape.Of(source);
        (import.Encoding, import.Delimiter) = (shape.Encoding, shape.Delimiter.ToString());
        var text = new StreamReader(source, CsvShape.Of(shape.Encoding), detectEncodingFromByteOrderMarks: true, 128 * 1024, leaveOpen: true);
        return new CsvTable(text, shape.Delimiter).Rows().SkipWhile(row => row is { Number: 1, Cells: [var sep, ..] } && sep.StartsWith("sep=", StringComparison.OrdinalIgnoreCase));
    }

    private static void Lay(IEnumerable<TableRow> rows, Stream file, Import import, bool? header, IReadOnlyList<ImportField> fields)
    {
        var (first, looked, count, widest) = ((TableRow?)null, new List<TableRow>(), 0L, 0);
        using var json = new Utf8JsonWriter(file, new() { SkipValidation = true });
        foreach (var row in rows.Where(row => !row.IsBlank))
        {
            if (first is null)
            {
                first = row;
                import.HasHeader = header ?? ImportProposal.IsHeader(row, fields);
                if (import.HasHeader) continue;
            }
            if (++count > MostRows) throw ImportProblems.TooManyRows.With();
            if (looked.Count < Looked) looked.Add(row);
            widest = Math.Max(widest, row.Cells.Count);
            ImportRows.Write(json, row);
            json.Flush();
            file.WriteByte((byte)'\n');
            json.Reset();
        }
        if (count == 0) throw ImportProblems.Empty.With();
        import.Rows = count;
        import.Columns = [.. Enumerable.Range(0, import.HasHeader ? LastOf(first!) : looked.Max(r => r.Cells.Count)).Select(i => Column(i, import.HasHeader ? first : null, looked))];
    }

    private static int LastOf(TableRow header) => header.Cells.Count - header.Cells.Reverse().TakeWhile(string.IsNullOrWhiteSpace).Count();

    private static ImportColumn Column(int i, TableRow? header, List<TableRow> looked)
    {
        var values = looked.Where(r => i < r.Cells.Count).Select(r => r.Cells[i].Trim()).ToList();
        var name = header?.Cells[i].Trim() is { Length: > 0 } said ? said : $"Column {i + 1}";
        return new(Storable(name, 200), ImportProposal.TypeOf(values), [.. values.Where(v => v.Length > 0).Distinct().Take(5).Select(v => Storable(v, 100))]);
    }

    private static string Storable(string text, int most) => string.Concat((text.Length > most ? text[..most] : text).Where(c => !char.IsControl(c) && !char.IsSurrogate(c)));

    private static bool IsArchive(Stream source)
    {
        Span<byte> start = stackalloc byte[4];
        return source.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start is [(byte)'P', (byte)'K', 3, 4];
    }
}
