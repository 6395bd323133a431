using System.Text.Json;
using Crm.Kernel.Importing.Tables;

namespace Crm.Kernel.Importing;

/// <summary>The rows of an import in one plain form, a line of JSON each: whatever file they came in, a step goes on at a byte, and no row is too long.</summary>
internal static class ImportRows
{
    public static void Write(Utf8JsonWriter json, TableRow row)
    {
        json.WriteStartArray();
        json.WriteNumberValue(row.Number);
        json.WriteStringValue(row.Problem);
        foreach (var cell in row.Cells) json.WriteStringValue(cell);
        json.WriteEndArray();
    }

    /// <summary>Up to so many rows, and the byte behind them.</summary>
    /// <param name="file">Stands at that byte.</param>
    public static async Task<(IReadOnlyList<TableRow> Rows, long Next)> ReadAsync(Stream file, long from, int most, CancellationToken ct)
    {
        var (rows, lines) = (new List<TableRow>(most), new ByteLines(file));
        while (rows.Count < most && await lines.NextAsync(ct) is { } line) rows.Add(Parse(line.Span));
        return (rows, from + lines.Consumed);
    }

    private static TableRow Parse(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        json.Read();
        var number = json.GetInt64();
        json.Read();
        var problem = json.GetString();
        var cells = new List<string>();
        while (json.Read() && json.TokenType is JsonTokenType.String) cells.Add(json.GetString()!);
        return new(number, cells, problem);
    }
}

/// <summary>A file line by line, as bytes, counted.</summary>
internal sealed class ByteLines(Stream file)
{
    private byte[] buffer = new byte[256 * 1024];
    private int at;
    private int end;

    /// <summary>Bytes of the lines that were given.</summary>
    public long Consumed { get; private set; }

    /// <summary>The next line, valid until the one after it is asked for; null at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken ct)
    {
        for (var from = at; ;)
        {
            if (buffer.AsSpan(from, end - from).IndexOf((byte)'\n') is >= 0 and var length)
            {
                var line = buffer.AsMemory(at, from + length - at);
                at = from + length + 1;
                Consumed += line.Length + 1;
                return line;
            }
            if (at > 0)
            {
                buffer.AsSpan(at, end - at).CopyTo(buffer);
                (end, at) = (end - at, 0);
            }
            if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            from = end;
            if (await file.ReadAsync(buffer.AsMemory(end), ct) is var read && read == 0) return null;
            end += read;
        }
    }
}
