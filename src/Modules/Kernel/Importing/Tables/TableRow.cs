namespace Crm.Kernel.Importing.Tables;

/// <summary>A row of somebody's table, as text.</summary>
/// <param name="Number">As a spreadsheet counts it: the first of the file is 1.</param>
/// <param name="Problem">Code of what makes it unreadable, if anything does.</param>
internal sealed record TableRow(long Number, IReadOnlyList<string> Cells, string? Problem)
{
    /// <summary>As many characters as a spreadsheet's cell can have.</summary>
    public const int LongestCell = 32_767;

    /// <summary>Of all cells together.</summary>
    public const int LongestRow = 1_000_000;

    public const int MostColumns = 500;

    public static string Explain(string problem) => problem switch
    {
        "import.nul" => "A cell holds the character U+0000.",
        "import.cellTooLong" => $"A cell has more than {LongestCell} characters.",
        "import.rowTooLong" => "The row is too long.",
        "import.quoteOpen" => "A quotation mark is never closed.",
        "import.cellError" => "A formula gives an error.",
        _ => "The row has more cells than the header.",
    };

    public bool IsBlank => Problem is null && Cells.All(string.IsNullOrWhiteSpace);
}

/// <summary>Puts a row together within its bounds: what is too much is not kept, and said.</summary>
internal sealed class RowBuilder
{
    private readonly List<string> cells = [];
    private readonly System.Text.StringBuilder cell = new();
    private int length;
    private string? problem;

    public bool IsEmpty => cells.Count == 0 && cell.Length == 0 && problem is null;

    public void Spoil(string code) => problem ??= code;

    public void Append(char c)
    {
        if (c == '\0') Spoil("import.nul");
        else if (cell.Length >= TableRow.LongestCell) Spoil("import.cellTooLong");
        else if (++length > TableRow.LongestRow) Spoil("import.rowTooLong");
        else cell.Append(c);
    }

    public void Append(string text)
    {
        foreach (var c in text) Append(c);
    }

    public void EndCell()
    {
        if (cells.Count < TableRow.MostColumns) cells.Add(cell.ToString());
        else if (cell.Length > 0) Spoil("import.ragged");
        cell.Clear();
    }

    /// <summary>Cells that were left out, as workbooks do with empty ones.</summary>
    public void SkipTo(int column)
    {
        while (cells.Count < column && cells.Count < TableRow.MostColumns) cells.Add("");
    }

    public TableRow Finish(long number)
    {
        var row = new TableRow(number, [.. cells], problem);
        (length, problem) = (0, null);
        cells.Clear();
        cell.Clear();
        return row;
    }
}
