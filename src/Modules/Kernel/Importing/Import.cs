using Marten;

namespace Crm.Kernel.Importing;

/// <summary>A file that somebody brought, what is in it, and what shall become of it. The file itself and its rows lie in the file store.</summary>
public sealed class Import : Resource
{
    /// <summary>How long the file is kept.</summary>
    public static readonly TimeSpan FileLives = TimeSpan.FromDays(7);

    /// <summary>The kind of record: <c>contact</c>.</summary>
    public string Object { get; set; } = "";

    public string FileName { get; set; } = "";
    public Guid AccountId { get; set; }
    public ImportFormat Format { get; set; }
    public string? Encoding { get; set; }
    public string? Delimiter { get; set; }
    public bool HasHeader { get; set; }
    public long Rows { get; set; }
    public IReadOnlyList<ImportColumn> Columns { get; set; } = [];

    /// <summary>The program whose export it looks like.</summary>
    public string? Preset { get; set; }

    public ImportTerms Terms { get; set; } = new();

    /// <summary>The saved mapping that its terms came from.</summary>
    public Guid? MappingId { get; set; }

    /// <summary>The job that works at it, or did last.</summary>
    public Guid? JobId { get; set; }

    /// <summary>What the last job that reached the end found.</summary>
    public ImportOutcome? Outcome { get; set; }

    /// <summary>The header as saved mappings are recognised by it.</summary>
    internal string HeadersKey => HeadersOf(Columns.Select(c => c.Header));

    public static string HeadersOf(IEnumerable<string> headers) => string.Join('|', headers.Select(h => h.Trim().ToLowerInvariant()));

    internal static string FolderOf(string tenant, Guid id) => $"imports/{tenant}/{id:n}";

    internal static string RowsOf(string tenant, Guid id) => $"{FolderOf(tenant, id)}/rows";
}

/// <summary>What kind of file it is.</summary>
public enum ImportFormat
{
    Csv,
    Xlsx,
}

/// <summary>A column of the file.</summary>
/// <param name="Header">As the file has it; made up where it has none.</param>
/// <param name="Type">What its values look like: <c>text</c>, <c>email</c>, <c>phone</c>, <c>number</c>, <c>date</c>, <c>url</c>, <c>boolean</c>, <c>id</c> or <c>empty</c>.</param>
/// <param name="Samples">The first few different values.</param>
public sealed record ImportColumn(string Header, string Type, IReadOnlyList<string> Samples);

/// <summary>What is done with rows whose record is there, and with those whose is not.</summary>
public enum ImportMode
{
    /// <summary>Every row is a new record.</summary>
    Create,

    /// <summary>Rows whose record is not there are errors.</summary>
    Update,

    /// <summary>What is there is changed, all else created.</summary>
    Upsert,
}

/// <summary>What an empty cell says.</summary>
public enum BlankCells
{
    /// <summary>Nothing.</summary>
    Keep,

    /// <summary>That the record shall have no value there; what it has of lists is replaced rather than added to.</summary>
    Clear,
}

/// <summary>What becomes of a row that is likely to be there already, under another key.</summary>
public enum OnLikelyDuplicate
{
    /// <summary>It is passed over, and told.</summary>
    Skip,

    /// <summary>It is created all the same.</summary>
    Allow,

    /// <summary>The likeliest record gets what it lacks of it.</summary>
    Merge,
}

/// <summary>In which order days, months and years stand where a date does not tell by itself.</summary>
public enum DateOrder
{
    /// <summary>31.12.2026.</summary>
    Dmy,

    /// <summary>12/31/2026.</summary>
    Mdy,

    /// <summary>2026/12/31.</summary>
    Ymd,
}

/// <summary>How rows become records.</summary>
public sealed record ImportTerms
{
    /// <summary>For each column the field it goes to (<c>GET /api/v1/import-fields/{object}</c>), or an empty text to leave it out.</summary>
    public IReadOnlyList<string> Mapping { get; init; } = [];

    public ImportMode Mode { get; init; } = ImportMode.Upsert;

    /// <summary>The mapped field by which rows and records are the same: <c>id</c>, <c>email</c>, <c>domains</c> or a unique custom field. None: only <c>create</c> is possible.</summary>
    public string? Key { get; init; }

    public DateOrder DateOrder { get; init; }

    /// <summary>Between whole and part of a number: <c>.</c> or <c>,</c>.</summary>
    public string DecimalSign { get; init; } = ".";

    public BlankCells BlankCells { get; init; }
    public OnLikelyDuplicate OnDuplicate { get; init; }

    /// <summary>Values for rows that have none, by field.</summary>
    public IReadOnlyDictionary<string, string> Defaults { get; init; } = new Dictionary<string, string>();

    /// <summary>For every record that is created or changed.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Who looks after what is created where the row does not say; whoever starts the import if nobody is named.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Whether companies that contacts name and nobody has entered yet are created.</summary>
    public bool CreateCompanies { get; init; }
}

/// <summary>What a job found.</summary>
/// <param name="DryRun">Whether it only looked.</param>
/// <param name="Files">In the file store, by verdict.</param>
public sealed record ImportOutcome(Guid JobId, bool DryRun, ImportCounts Counts, IReadOnlyDictionary<RowVerdict, string> Files, DateTimeOffset At);

/// <summary>How many rows there are of each verdict.</summary>
/// <param name="Create">New records.</param>
/// <param name="Update">Records that change.</param>
/// <param name="Unchanged">Records that are so already.</param>
/// <param name="Skipped">Likely duplicates that were passed over.</param>
/// <param name="Error">Rows that break a rule.</param>
public sealed record ImportCounts(long Create, long Update, long Unchanged, long Skipped, long Error);

/// <summary>What becomes of a row.</summary>
public enum RowVerdict
{
    Create,
    Update,
    Unchanged,
    Skipped,
    Error,
}

/// <summary>A mapping that is proposed again for files with the same header.</summary>
public sealed class ImportMapping : Resource
{
    public string Object { get; set; } = "";
    public string Name { get; set; } = "";
    public IReadOnlyList<string> Headers { get; set; } = [];
    public ImportTerms Terms { get; set; } = new();

    /// <summary>By which it is found.</summary>
    public string HeadersKey { get; set; } = "";

    /// <summary>The newest for files of this kind with the same header.</summary>
    internal static async Task<ImportMapping?> FindAsync(IQuerySession session, Import import, CancellationToken ct) =>
        import.HasHeader && await session.QueryAsync<ImportMapping>("where d.data ->> 'object' = ? and d.data ->> 'headersKey' = ? and not d.mt_deleted order by d.id desc limit 1", ct, import.Object, import.HeadersKey) is [var saved, ..] ? saved : null;
}
