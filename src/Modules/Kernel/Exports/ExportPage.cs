using Crm.Kernel.Access;

namespace Crm.Kernel.Exports;

/// <summary>Some rows of an export, and what of them may be shown.</summary>
/// <param name="Columns">Those of the table, settled when the export began.</param>
/// <param name="Fields">Members that were asked for; null for all.</param>
internal sealed record ExportPage(RecordExport Export, IReadOnlyList<ExportColumn> Columns, IReadOnlySet<string>? Fields, IReadOnlyList<object> Views)
{
    /// <summary>Whether the member was asked for and is not hidden from whoever started the export.</summary>
    public static bool Shows(RecordExport export, IReadOnlySet<string>? fields, string member) =>
        fields?.Contains(member) is not false && Rights.Current?.Of(export.Object, member) is not FieldAccess.Hidden;

    public bool Shows(string member) => Shows(Export, Fields, member);

    /// <summary>A column that is hidden since the export began stays empty.</summary>
    public IEnumerable<string?> Cells(object view) => Columns.Select(column => Shows(column.Member) ? Export.Cell(view, column) : null);
}
