using System.Globalization;
using System.Text.Json;
using Crm.Kernel.Files;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Importing;

/// <summary>Asks what became of an import's rows, or would.</summary>
internal sealed record GetImportRows : PageRequest
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>Rows of one verdict, in the order of the file; <c>error</c> if it is not said.</summary>
    [QueryParam] public RowVerdict? Verdict { get; init; }
}

internal sealed class GetImportRowsEndpoint(IDocumentSession session, FileStore files, Cursors cursors, Caller caller) : Endpoint<GetImportRows, Page<ImportedRow>>
{
    public override void Configure()
    {
        Get("/api/v1/imports/{id}/rows");
        Permissions(ImportPermissions.Import);
        this.Describes("getImportRows", "Imports", "Read what the last job found about an import's rows", 200, ImportProblems.NothingFound, ImportProblems.Gone);
    }

    public override async Task HandleAsync(GetImportRows r, CancellationToken ct)
    {
        var import = await session.ImportAsync(r.Id, caller, ct);
        var (outcome, verdict, limit) = (import.Outcome ?? throw ImportProblems.NothingFound.With(), r.Verdict ?? RowVerdict.Error, r.AtMost());
        var list = $"{session.TenantId} {import.Id} {outcome.JobId} {verdict}";
        var at = r.Cursor is null ? 0 : long.Parse(cursors.Open(r.Cursor, list).Keys[0], CultureInfo.InvariantCulture);
        if (!outcome.Files.TryGetValue(verdict, out var name))
        {
            await Send.PageAsync(new([], new(limit, HasMore: false)), ct);
            return;
        }
        await using var file = await files.OpenAsync(name, at, ct) ?? throw ImportProblems.Gone.With();
        var (rows, lines) = (new List<ImportedRow>(limit), new ByteLines(file.Content));
        while (rows.Count < limit && await lines.NextAsync(ct) is { } line) rows.Add(JsonSerializer.Deserialize<ImportedRow>(line.Span, ImportedRow.Lines)!);
        var next = at + lines.Consumed;
        await Send.PageAsync(new(rows, new(limit, next < file.Length, next < file.Length ? cursors.Seal(new([next.ToString(CultureInfo.InvariantCulture)], Backwards: false), list) : null)), ct);
    }
}
