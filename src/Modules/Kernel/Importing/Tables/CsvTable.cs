namespace Crm.Kernel.Importing.Tables;

/// <summary>Reads what people call CSV (RFC 4180 and its relatives) without ever holding more than a row of it.</summary>
internal sealed class CsvTable(TextReader text, char delimiter)
{
    private readonly char[] buffer = new char[32 * 1024];
    private readonly RowBuilder row = new();
    private int at;
    private int end;
    private long number;

    /// <summary>Row after row; a quoted cell may have several lines.</summary>
    public IEnumerable<TableRow> Rows()
    {
        while (Next() is { } next) yield return next;
    }

    private TableRow? Next()
    {
        var (quoted, fresh, any) = (false, true, false);
        while (Read() is var c && c >= 0)
        {
            any = true;
            if (quoted)
            {
                if (c != '"') row.Append((char)c);
                else if (Peek() == '"') row.Append((char)Read());
                else quoted = false;
            }
            else if (c == '"' && fresh) (quoted, fresh) = (true, false);
            else if (c == delimiter)
            {
                row.EndCell();
                fresh = true;
            }
            else if (c is '\r' or '\n')
            {
                if (c == '\r' && Peek() == '\n') Read();
                row.EndCell();
                return row.Finish(++number);
            }
            else
            {
                row.Append((char)c);
                fresh = false;
            }
        }
        if (!any) return null;
        if (quoted) row.Spoil("import.quoteOpen");
        row.EndCell();
        return row.Finish(++number);
    }

    private int Peek() => at < end || Fill() ? buffer[at] : -1;

    private int Read() => at < end || Fill() ? buffer[at++] : -1;

    private bool Fill() => (at = 0) == 0 && (end = text.Read(buffer, 0, buffer.Length)) > 0;
}
