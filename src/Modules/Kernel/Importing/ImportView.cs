namespace Crm.Kernel.Importing;

/// <summary>An import as the API shows it.</summary>
internal sealed record ImportView
{
    public required Guid Id { get; init; }

    /// <summary>The kind of record.</summary>
    public required string Object { get; init; }

    public required string FileName { get; init; }
    public required ImportFormat Format { get; init; }

    /// <summary>Of the text: <c>utf-8</c>, <c>utf-16</c>, <c>utf-16BE</c> or <c>windows-1252</c>. Workbooks have none.</summary>
    public string? Encoding { get; init; }

    /// <summary>What stands between values. Workbooks have none.</summary>
    public string? Delimiter { get; init; }

    /// <summary>Whether the first row names the columns.</summary>
    public required bool HasHeader { get; init; }

    /// <summary>How many rows there are, without the header and blank ones.</summary>
    public required long Rows { get; init; }

    public required IReadOnlyList<ImportColumn> Columns { get; init; }

    /// <summary>The program whose export it looks like: <c>hubspot</c>, <c>salesforce</c>, <c>pipedrive</c>, <c>twenty</c>.</summary>
    public string? Preset { get; init; }

    /// <summary>The saved mapping that was taken because the header is the same.</summary>
    public Guid? MappingId { get; init; }

    /// <summary>How rows become records: proposed at first, then as they were settled.</summary>
    public required ImportTerms Terms { get; init; }

    /// <summary>The job that works at it, or did last.</summary>
    public Guid? JobId { get; init; }

    /// <summary>What the last job that succeeded found: <c>GET /api/v1/imports/{id}/rows</c> has the rows.</summary>
    public ImportOutcomeView? Outcome { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }

    /// <summary>Until when the file is kept.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public static ImportView Of(Import import) => new()
    {
        Id = import.Id,
        Object = import.Object,
        FileName = import.FileName,
        Format = import.Format,
        Encoding = import.Encoding,
        Delimiter = import.Delimiter,
        HasHeader = import.HasHeader,
        Rows = import.Rows,
        Columns = import.Columns,
        Preset = import.Preset,
        MappingId = import.MappingId,
        Terms = import.Terms,
        JobId = import.JobId,
        Outcome = import.Outcome is { } o ? new(o.JobId, o.DryRun, o.Counts, o.At) : null,
        CreatedAt = import.CreatedAt,
        CreatedBy = import.CreatedBy,
        ExpiresAt = import.CreatedAt + Import.FileLives,
    };
}

/// <summary>What a job found.</summary>
/// <param name="JobId">Its result is the file of rows that were not taken.</param>
/// <param name="DryRun">Whether it only looked.</param>
internal sealed record ImportOutcomeView(Guid JobId, bool DryRun, ImportCounts Counts, DateTimeOffset At);
