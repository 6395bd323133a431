using System.Text;

namespace Crm.Kernel.Exports;

/// <summary>How an export is written.</summary>
public enum RecordFormat
{
    Csv,
    Ndjson,
    Xlsx,
    Vcard,
}

/// <summary>Writes a format in parts that need not know of each other, and joins them.</summary>
internal abstract class FormatWriter
{
    public abstract string Extension { get; }

    public abstract string MediaType { get; }

    /// <summary>More do not fit into a file.</summary>
    public virtual long MostRows => long.MaxValue;

    public abstract void Write(Stream part, ExportPage page);

    /// <param name="parts">Copies them one after the other.</param>
    public virtual Task JoinAsync(Stream file, IReadOnlyList<string> headers, Func<Stream, Task> parts) => parts(file);

    public static FormatWriter Of(RecordFormat format) => format switch
    {
        RecordFormat.Csv => new CsvFormat(),
        RecordFormat.Ndjson => new NdjsonFormat(),
        RecordFormat.Xlsx => new XlsxFormat(),
        _ => new VCardFormat(),
    };

    protected static StreamWriter Text(Stream part) => new(part, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
}
