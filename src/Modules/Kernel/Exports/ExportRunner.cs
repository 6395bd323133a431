using System.Reflection;
using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.CustomFields.Computed;
using Crm.Kernel.Files;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Marten;

namespace Crm.Kernel.Exports;

/// <summary>Writes a part of the file with each step, and with the last one the file itself.</summary>
internal sealed class ExportRunner(IEnumerable<RecordExport> exports, IEnumerable<RecordKind> kinds, FileStore files, ComputedNowhere nowhere, TimeProvider clock) : JobRunner
{
    public const string JobKind = "export";

    private const int PageRows = 1000;
    private static readonly TimeSpan StepLasts = TimeSpan.FromMilliseconds(400);

    public override string Kind => JobKind;

    public override IEnumerable<string> Needs(Job job) => [ExportPermissions.Export, .. Records(KindOf(Asked(job))) is { } records ? [records.Read] : Array.Empty<string>()];

    public override async Task<bool> StepAsync(IDocumentSession session, Job job, JobProgress progress, CancellationToken ct)
    {
        var asked = Asked(job);
        var (export, format) = (exports.Single(e => e.Object == asked.Object), FormatWriter.Of(asked.Format));
        var filters = new RecordFilters(session, kinds, new(job.AccountId, default, default, Rights.Current!.Role), clock);
        var kind = await filters.WithCustomAsync(KindOf(asked), ct);
        // What "today" meant when the export was asked for, it means to the end.
        var filter = await filters.CompileAsync(kind, asked.Filter, "/filter", ct, job.CreatedAt);
        var rows = export.Open(session, kind.Fields.Sort(asked.Sort), filter, asked.Trashed, new(session, filters, nowhere));
        var fields = asked.Fields?.ToHashSet();
        var place = progress.Position is null ? new(await HeadersAsync(session, export, fields, ct)) : JsonSerializer.Deserialize<ExportPlace>(progress.Position)!;
        var folder = FolderOf(session.TenantId, job);
        if (place.Complete)
        {
            job.Leave(await JoinAsync(place, format, folder, kind, job, ct));
            return true;
        }

        progress.Total ??= await rows.CountAsync(ct) is var total && total <= format.MostRows ? total : throw ExportProblems.TooManyRows.With($"{total} rows are more than the {format.MostRows} that fit.");
        var columns = place.Columns.Select(export.ColumnOf).ToList();
        // Another attempt at the same step writes another file; which one counts is committed.
        var part = $"{folder}/{progress.Step:d6}-{Guid.CreateVersion7():n}";
        await files.WriteAsync(part, async file =>
        {
            var began = clock.GetTimestamp();
            while (!place.Complete && clock.GetElapsedTime(began) < StepLasts)
            {
                var (views, last) = await rows.ReadAsync(place.After, PageRows, ct);
                using var page = new MemoryStream();
                format.Write(page, new(export, columns, fields, views));
                page.Position = 0;
                await page.CopyToAsync(file, ct);
                progress.Done += views.Count;
                place = place with { After = last, Complete = views.Count < PageRows };
            }
        }, ct);
        progress.Position = JsonSerializer.Serialize(place with { Parts = [.. place.Parts, part] });
        return false;
    }

    public override Task CleanUpAsync(string tenant, Job job, CancellationToken ct) => files.DeleteFolderAsync(FolderOf(tenant, job), ct);

    private static async Task<IReadOnlyList<string>> HeadersAsync(IDocumentSession session, RecordExport export, IReadOnlySet<string>? fields, CancellationToken ct)
    {
        var own = (await CustomFieldSet.LoadAsync(session, ct)).Of(export.Object).Select(field => export.CustomColumn(field.Key));
        return [.. export.Columns.Concat(own).Where(c => ExportPage.Shows(export, fields, c.Member)).Select(c => c.Header)];
    }

    private async Task<JobResult> JoinAsync(ExportPlace place, FormatWriter format, string folder, RecordKind kind, Job job, CancellationToken ct)
    {
        var whole = $"{folder}/result-{Guid.CreateVersion7():n}";
        var bytes = await files.WriteAsync(whole, file => format.JoinAsync(file, place.Columns, async target =>
        {
            foreach (var name in place.Parts)
            {
                await using var part = await files.OpenAsync(name, ct) ?? throw new InvalidOperationException($"A part of export {job.Id} is gone.");
                await part.Content.CopyToAsync(target, ct);
            }
        }), ct);
        return new(whole, $"{Records(kind)?.Collection ?? kind.Object}-{job.CreatedAt:yyyy-MM-dd}.{format.Extension}", format.MediaType, bytes);
    }

    private RecordKind KindOf(StartExport asked) => kinds.Single(k => k.Object == asked.Object);

    private static StartExport Asked(Job job) => JsonSerializer.Deserialize<StartExport>(job.Settings, Json.Options)!;

    private static RecordsAttribute? Records(RecordKind kind) => kind.Document.GetCustomAttribute<RecordsAttribute>();

    private static string FolderOf(string tenant, Job job) => $"exports/{tenant}/{job.Id:n}";
}

/// <summary>How far an export has come.</summary>
/// <param name="Columns">Headers of the table, settled by the first step.</param>
internal sealed record ExportPlace(IReadOnlyList<string> Columns)
{
    /// <summary>Keys of the last row written.</summary>
    public string[]? After { get; init; }

    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Whether all rows are written, and only the parts are to be joined.</summary>
    public bool Complete { get; init; }
}
