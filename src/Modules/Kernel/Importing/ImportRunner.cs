using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Exports;
using Crm.Kernel.Files;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Organizations;
using CsvHelper;
using Marten;

namespace Crm.Kernel.Importing;

/// <summary>What an import's job is to do: kept with the job, so that a later change of the import's terms does not reach it.</summary>
internal sealed record ImportOrder(Guid ImportId, string Object, string FileName, bool DryRun, ImportTerms Terms);

/// <summary>How far an import has come.</summary>
/// <param name="At">The byte of the rows' file where the next step begins.</param>
internal sealed record ImportPlace(long At, ImportCounts Counts, bool Complete)
{
    /// <summary>Files of the rows that were dealt with, by verdict.</summary>
    public IReadOnlyDictionary<RowVerdict, IReadOnlyList<string>> Parts { get; init; } = new Dictionary<RowVerdict, IReadOnlyList<string>>();
}

/// <summary>Takes some rows over with each step, and with the last one lays down what was found.</summary>
internal sealed class ImportRunner(IEnumerable<RecordImport> imports, IEnumerable<RecordKind> kinds, FileStore files, RightsOf members, TimeProvider clock) : JobRunner
{
    public const string JobKind = "import";

    private const int StepRows = 2000;

    public override string Kind => JobKind;

    public override IEnumerable<string> Needs(Job job) => Needs(Asked(job));

    public override bool CanBeUndone(Job job) => !Asked(job).DryRun;

    internal IEnumerable<string> Needs(ImportOrder order) =>
        [ImportPermissions.Import, ImportOf(order.Object).Write, .. order.Terms.CreateCompanies && order.Object != "company" ? [ImportOf("company").Write] : Array.Empty<string>()];

    public override async Task<bool> StepAsync(IDocumentSession session, Job job, JobProgress progress, CancellationToken ct)
    {
        var order = Asked(job);
        var import = await session.LoadAsync<Import>(order.ImportId, ct) ?? throw ImportProblems.Gone.With();
        var place = progress.Position is null ? new(0, new(0, 0, 0, 0, 0), Complete: false) : JsonSerializer.Deserialize<ImportPlace>(progress.Position)!;
        if (place.Complete)
        {
            await FinishAsync(session, job, import, order, place, ct);
            return true;
        }
        // What is written at the commit is stamped by the handlers' door; sets are written before that.
        session.LastModifiedBy = job.CreatedBy;
        progress.Total ??= import.Rows;
        await using var file = await files.OpenAsync(Import.RowsOf(session.TenantId, import.Id), place.At, ct) ?? throw ImportProblems.Gone.With();
        var (rows, next) = await ImportRows.ReadAsync(file.Content, place.At, StepRows, ct);
        var record = ImportOf(order.Object);
        var step = await StepOfAsync(session, job, import, order, record, ct);
        var done = rows.Count == 0 ? [] : await record.StepAsync(step, [.. rows.Select(row => new ImportRow(step.Layout, row))], ct);
        progress.Told.AddRange(step.Told);

        progress.Done += done.Count;
        progress.FailedRows += done.Count(row => row.Verdict is RowVerdict.Error);
        var parts = await NoteAsync(session.TenantId, job, progress.Step, place.Parts, done, ct);
        progress.Position = JsonSerializer.Serialize(new ImportPlace(next, Count(place.Counts, done), rows.Count < StepRows) { Parts = parts });
        return false;
    }

    public override Task CleanUpAsync(string tenant, Job job, CancellationToken ct) => files.DeleteFolderAsync(FolderOf(tenant, job), ct);

    private async Task<ImportStep> StepOfAsync(IDocumentSession session, Job job, Import import, ImportOrder order, RecordImport record, CancellationToken ct)
    {
        var custom = await CustomFieldSet.LoadAsync(session, ct);
        import.Terms = order.Terms;
        return new()
        {
            Session = session,
            Terms = order.Terms,
            DryRun = order.DryRun,
            Rights = Rights.Current!,
            Actor = job.CreatedBy,
            Now = clock.GetUtcNow(),
            CustomFields = custom,
            Organization = await Organization.LoadAsync(session, ct),
            Imports = imports,
            Layout = new(import, record.AllFields(custom)),
            Members = members,
            Kinds = kinds,
        };
    }

    private async Task<IReadOnlyDictionary<RowVerdict, IReadOnlyList<string>>> NoteAsync(string tenant, Job job, int step, IReadOnlyDictionary<RowVerdict, IReadOnlyList<string>> parts, IReadOnlyList<ImportedRow> rows, CancellationToken ct)
    {
        var all = new Dictionary<RowVerdict, IReadOnlyList<string>>(parts);
        foreach (var group in rows.GroupBy(row => row.Verdict))
        {
            // Another attempt at the same step writes another file; which one counts is committed.
            var name = $"{FolderOf(tenant, job)}/{step:d6}-{group.Key.ToString().ToLowerInvariant()}-{Guid.CreateVersion7():n}";
            using var lines = new MemoryStream();
            foreach (var row in group)
            {
                JsonSerializer.Serialize(lines, row, ImportedRow.Lines);
                lines.WriteByte((byte)'\n');
            }
            await files.WriteAsync(name, lines.GetBuffer().AsMemory(0, (int)lines.Length), ct);
            all[group.Key] = [.. all.GetValueOrDefault(group.Key, []), name];
        }
        return all;
    }

    private async Task FinishAsync(IDocumentSession session, Job job, Import import, ImportOrder order, ImportPlace place, CancellationToken ct)
    {
        var (whole, joined) = (FolderOf(session.TenantId, job), new Dictionary<RowVerdict, string>());
        foreach (var (verdict, parts) in place.Parts)
        {
            joined[verdict] = $"{whole}/{verdict.ToString().ToLowerInvariant()}-{Guid.CreateVersion7():n}";
            await files.WriteAsync(joined[verdict], async target =>
            {
                foreach (var name in parts)
                {
                    await using var part = await files.OpenAsync(name, ct) ?? throw new InvalidOperationException($"A part of import {job.Id} is gone.");
                    await part.Content.CopyToAsync(target, ct);
                }
            }, ct);
        }
        var errors = $"{whole}/errors-{Guid.CreateVersion7():n}";
        var bytes = await files.WriteAsync(errors, target =>
            ErrorsAsync(target, import, [.. new[] { RowVerdict.Error, RowVerdict.Skipped }.Where(joined.ContainsKey).Select(v => joined[v])], ct), ct);
        job.Leave(new(errors, $"{Path.GetFileNameWithoutExtension(import.FileName)}-errors.csv", "text/csv; charset=utf-8", bytes));
        import.Outcome = new(job.Id, order.DryRun, place.Counts, joined, clock.GetUtcNow());
        session.UpdateRevision(import, import.Version + 1);
    }

    /// <summary>The rows that were not taken, as they were, and why.</summary>
    private async Task ErrorsAsync(Stream target, Import import, IReadOnlyList<string> parts, CancellationToken ct)
    {
        using var csv = CsvWriter.Create(target, new() { WriteByteOrderMark = true }, leaveOpen: true);
        Line(csv, [.. import.Columns.Select(c => c.Header), "import.row", "import.errors"]);
        foreach (var name in parts)
        {
            await using var part = await files.OpenAsync(name, ct) ?? throw new InvalidOperationException($"A part of import {import.Id} is gone.");
            var lines = new ByteLines(part.Content);
            while (await lines.NextAsync(ct) is { } line)
            {
                var row = JsonSerializer.Deserialize<ImportedRow>(line.Span, ImportedRow.Lines)!;
                var cells = Enumerable.Range(0, import.Columns.Count).Select(i => row.Values is { } values && i < values.Count ? values[i] : "");
                Line(csv, [.. cells, row.Row.ToString(System.Globalization.CultureInfo.InvariantCulture), string.Join("; ", row.Errors?.Select(e => e.Column is null ? e.Message : $"{e.Column}: {e.Message}") ?? [])]);
            }
        }
    }

    private static void Line(CsvWriter csv, IEnumerable<string?> cells)
    {
        foreach (var cell in cells) csv.WriteField(CsvFormat.Safe(cell));
        csv.EndRecord();
    }

    private static ImportCounts Count(ImportCounts so, IReadOnlyList<ImportedRow> rows)
    {
        long Of(RowVerdict verdict) => rows.Count(row => row.Verdict == verdict);
        return new(so.Create + Of(RowVerdict.Create), so.Update + Of(RowVerdict.Update), so.Unchanged + Of(RowVerdict.Unchanged), so.Skipped + Of(RowVerdict.Skipped), so.Error + Of(RowVerdict.Error));
    }

    private RecordImport ImportOf(string @object) => imports.Single(i => i.Object == @object);

    private static ImportOrder Asked(Job job) => JsonSerializer.Deserialize<ImportOrder>(job.Settings, Json.Options)!;

    private static string FolderOf(string tenant, Job job) => $"import-jobs/{tenant}/{job.Id:n}";
}
