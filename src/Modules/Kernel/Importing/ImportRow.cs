using System.Text.Json;
using Crm.Kernel.Http;
using Crm.Kernel.Importing.Tables;

namespace Crm.Kernel.Importing;

/// <summary>A row by the fields its columns go to.</summary>
public sealed class ImportRow
{
    private readonly ImportLayout layout;
    private readonly TableRow row;

    internal ImportRow(ImportLayout layout, TableRow row) => (this.layout, this.row) = (layout, row);

    public long Number => row.Number;

    internal TableRow Table => row;

    /// <summary>Whether a column goes to the field, or it has a default.</summary>
    public bool Has(string field) => layout.Columns.ContainsKey(field) || layout.Terms.Defaults.ContainsKey(field);

    /// <summary>The first of the field's cells with something in it, else its default; null if there is nothing.</summary>
    public string? this[string field]
    {
        get
        {
            if (layout.Columns.TryGetValue(field, out var columns))
                foreach (var column in columns)
                    if (column < row.Cells.Count && Unescaped(row.Cells[column]) is { Length: > 0 } cell) return cell;
            return layout.Terms.Defaults.GetValueOrDefault(field);
        }
    }

    /// <summary>What is in all of the field's cells.</summary>
    public IReadOnlyList<string> All(string field)
    {
        var cells = layout.Columns.TryGetValue(field, out var columns) ? columns.Where(column => column < row.Cells.Count).Select(column => Unescaped(row.Cells[column])).Where(cell => cell.Length > 0).ToList() : [];
        return cells.Count == 0 && layout.Terms.Defaults.GetValueOrDefault(field) is { } given ? [given] : cells;
    }

    // What an export of this or another program protected from being computed gets its first sign back.
    private static string Unescaped(string cell) => cell.Trim() is var text && text is ['\'', '=' or '+' or '-' or '@', ..] ? text[1..] : text;
}

/// <summary>Which columns go where.</summary>
public sealed class ImportLayout
{
    internal ImportLayout(Import import, IReadOnlyList<ImportField> fields)
    {
        Terms = import.Terms;
        Headers = [.. import.Columns.Select(c => c.Header)];
        Fields = [.. fields.Where(f => Terms.Mapping.Contains(f.Name) || Terms.Defaults.ContainsKey(f.Name))];
        Columns = Terms.Mapping.Index().Where(m => m.Item.Length > 0).GroupBy(m => m.Item).ToDictionary(g => g.Key, g => g.Select(m => m.Index).ToArray());
    }

    public ImportTerms Terms { get; }
    public IReadOnlyList<string> Headers { get; }

    /// <summary>Those that are set.</summary>
    public IReadOnlyList<ImportField> Fields { get; }

    public IReadOnlyList<ImportField> CustomFields => field ??= [.. Fields.Where(f => f.Custom is not null)];

    public IReadOnlyDictionary<string, int[]> Columns { get; }

    /// <summary>The column that a rule's pointer into the record is about; null if none is.</summary>
    public string? ColumnOf(string pointer)
    {
        var path = pointer.Trim('/').Split('/');
        var field = Fields.FirstOrDefault(f => f.Name == string.Join('.', path)) ?? Fields.FirstOrDefault(f => f.Name == path[0]) ?? Fields.FirstOrDefault(f => f.Member == path[0] && path[0] != "custom");
        return field is not null && Columns.TryGetValue(field.Name, out var columns) ? Headers[columns[0]] : null;
    }
}

/// <summary>What became of a row, as the rows' file has it.</summary>
/// <param name="Row">Its number in the file; the header, if there is one, is 1.</param>
/// <param name="RecordId">The record it became, changed or left as it was.</param>
/// <param name="Errors">What it breaks.</param>
/// <param name="Values">Its cells, of rows that were not taken.</param>
public sealed record ImportedRow(long Row, RowVerdict Verdict, Guid? RecordId = null, IReadOnlyList<RowError>? Errors = null, IReadOnlyList<string>? Values = null)
{
    /// <summary>As files between the steps have it, where what is null is left out.</summary>
    internal static JsonSerializerOptions Lines { get; } = new(Json.Options) { RespectRequiredConstructorParameters = false };
}

/// <summary>A rule that a row breaks.</summary>
/// <param name="Column">Header of the column; null where it is about the row as a whole.</param>
public sealed record RowError(string? Column, string Code, string Message);
