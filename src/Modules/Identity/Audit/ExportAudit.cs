using System.Text.Json;
using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Audit;

/// <summary>How an export is written.</summary>
internal enum ExportFormat
{
    Csv,
    Ndjson,
}

/// <summary>Asks for the company's history as a file, oldest first.</summary>
internal sealed record ExportAudit
{
    /// <summary>At this moment or later.</summary>
    [QueryParam] public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment.</summary>
    [QueryParam] public DateTimeOffset? To { get; init; }

    /// <summary><c>csv</c>, or <c>ndjson</c>: an entry a line, as the list has it.</summary>
    [QueryParam] public ExportFormat? Format { get; init; }
}

internal sealed class ExportAuditEndpoint(AuditLog log, AuditNames names, AuditValues values, ControlSession control, AccessJournal journal, Caller caller, TimeProvider clock) : Endpoint<ExportAudit>
{
    private const int Step = 500;

    public override void Configure()
    {
        Get("/api/v1/audit-entries/export");
        Permissions(AuditPermissions.Read);
        this.DescribesFile("exportAuditEntries", "Audit", "Export what was done in the company, oldest first", ["text/csv", "application/x-ndjson"],
            IdentityProblems.StepUpRequired, Crm.Kernel.Problems.KernelProblems.Malformed, Crm.Kernel.Problems.KernelProblems.Invalid);
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(ExportAudit r, CancellationToken ct)
    {
        var format = r.Format ?? ExportFormat.Csv;
        // Up to now: entries that appear while it is written, its own among them, would keep it from ending.
        var filter = new AuditFilter { From = r.From, To = r.To < clock.GetUtcNow() ? r.To : clock.GetUtcNow(), Descending = false };
        await journal.NoteAsync("exported", "auditLog", caller.TenantId, ct, after: new { filter.From, filter.To, format });
        await control.CommitAsync(ct); // the house commits no read, and the answer may outlive the request's patience
        var first = await log.ReadAsync(filter, null, Step, ct); // what fails, fails before the answer has begun
        HttpContext.MarkResponseStart();
        HttpContext.Response.ContentType = format is ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        HttpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"audit-entries.{(format is ExportFormat.Csv ? "csv" : "ndjson")}\"";
        await using var file = new StreamWriter(HttpContext.Response.Body, leaveOpen: true) { NewLine = "\r\n" };
        if (format is ExportFormat.Csv) await file.WriteLineAsync(AuditCsv.Header);
        await WriteAsync(file, first, filter, format, ct);
    }

    private async Task WriteAsync(StreamWriter file, IReadOnlyList<AuditRow> rows, AuditFilter filter, ExportFormat format, CancellationToken ct)
    {
        while (true)
        {
            var known = await names.OfAsync(rows, ct);
            await control.RollbackAsync(); // no transaction stays open while a slow client reads
            foreach (var entry in rows.Select(row => AuditEntryView.Of(row, known, values.Of)))
                await file.WriteAsync(format is ExportFormat.Csv ? AuditCsv.Line(entry) : JsonSerializer.Serialize(entry, Json.Options) + "\n");
            await file.FlushAsync(ct);
            if (rows.Count < Step) return;
            rows = await log.ReadAsync(filter, new(rows[^1].At, rows[^1].Source, rows[^1].Number), Step, ct);
        }
    }
}
