using System.Text.Json;
using Crm.Kernel.CustomFields.Computed;
using Crm.Kernel.Lists;
using Marten;

namespace Crm.Kernel.Exports;

/// <summary>A column of an exported table.</summary>
/// <param name="Header">As the first row has it.</param>
/// <param name="Member">The member of the record that it shows: hidden or left out with it.</param>
public record ExportColumn(string Header, string Member);

/// <summary>A column and what it holds.</summary>
public sealed record ExportColumn<TView>(string Header, string Member, Func<TView, string?> Value) : ExportColumn(Header, Member);

/// <summary>How a kind of record leaves the house: what a module registers beside its <see cref="Filters.RecordKind"/>.</summary>
public abstract class RecordExport(string @object)
{
    public string Object => @object;

    public abstract IReadOnlyList<ExportColumn> Columns { get; }

    /// <summary>A column by its header, of the company's own fields too.</summary>
    internal ExportColumn ColumnOf(string header) => Columns.FirstOrDefault(c => c.Header == header) ?? CustomColumn(header["custom.".Length..]);

    /// <summary>The column of one of the company's own fields, <c>custom.key</c>.</summary>
    internal abstract ExportColumn CustomColumn(string key);

    internal abstract Type View { get; }

    /// <summary>Whether its records are people or companies, which have a card.</summary>
    internal abstract bool HasCards { get; }

    internal abstract ExportSource Open(IQuerySession session, IReadOnlyList<SortKey> sort, Condition? filter, bool trashed, ComputedValues computed);

    internal abstract string? Cell(object view, ExportColumn column);

    internal abstract void WriteCard(VCardWriter card, object view, Func<string, bool> sees);
}

/// <summary>The export of records of one type.</summary>
/// <param name="view">Shows a record as the API does.</param>
/// <param name="custom">The values of the company's own fields.</param>
/// <param name="card">Writes its card, of the members that may be seen; null if it has none.</param>
public sealed class RecordExport<T, TView>(string @object, Func<T, TView> view, IReadOnlyList<ExportColumn<TView>> columns, Func<TView, IReadOnlyDictionary<string, JsonElement>> custom,
    Action<VCardWriter, TView, Func<string, bool>>? card = null)
    : RecordExport(@object) where T : notnull where TView : notnull
{
    public override IReadOnlyList<ExportColumn> Columns => columns;

    internal override ExportColumn CustomColumn(string key) =>
        new ExportColumn<TView>($"custom.{key}", "custom", row => custom(row).TryGetValue(key, out var value) ? ExportText.Of(value) : null);

    internal override Type View => typeof(TView);

    internal override bool HasCards => card is not null;

    internal override ExportSource Open(IQuerySession session, IReadOnlyList<SortKey> sort, Condition? filter, bool trashed, ComputedValues computed)
    {
        var selection = new Selection<T>(session, sort) { Trashed = trashed };
        selection.Add(filter);
        return new Source(selection, view, computed);
    }

    internal override string? Cell(object row, ExportColumn column) => ((ExportColumn<TView>)column).Value((TView)row);

    internal override void WriteCard(VCardWriter writer, object row, Func<string, bool> sees) => card!(writer, (TView)row, sees);

    private sealed class Source(Selection<T> selection, Func<T, TView> view, ComputedValues computed) : ExportSource
    {
        public override Task<long> CountAsync(CancellationToken ct) => selection.CountAsync(selection.Filter(), ct);

        public override async Task<(IReadOnlyList<object> Views, string[]? Last)> ReadAsync(string[]? after, int limit, CancellationToken ct)
        {
            var rows = await selection.ReadAsync(selection.Filter(), after is null ? null : new(after, Backwards: false), limit, ct);
            await computed.ShowAsync([.. rows.Select(row => row.Document)], ct);
            return ([.. rows.Select(row => (object)view(row.Document))], rows.Count == 0 ? after : Selection<T>.Keys(rows[^1].Keys));
        }
    }
}

/// <summary>The rows of one export, a page at a time.</summary>
internal abstract class ExportSource
{
    public abstract Task<long> CountAsync(CancellationToken ct);

    /// <param name="after">Keys of the last row there was.</param>
    public abstract Task<(IReadOnlyList<object> Views, string[]? Last)> ReadAsync(string[]? after, int limit, CancellationToken ct);
}
