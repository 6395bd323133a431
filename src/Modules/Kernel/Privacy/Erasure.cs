namespace Crm.Kernel.Privacy;

/// <summary>That a person was erased, or is being: the certificate, which holds nothing of the person.</summary>
public sealed class Erasure : Resource
{
    /// <summary>The kind of record: <c>contact</c>.</summary>
    public string Object { get; set; } = "";

    public Guid RecordId { get; set; }

    /// <summary>The job that does it, or did last.</summary>
    public Guid JobId { get; set; }

    public string Reason { get; set; } = "";
    public string? RequestReference { get; set; }

    /// <summary>When all was gone.</summary>
    public DateTimeOffset? ErasedAt { get; set; }

    /// <summary>What went, by kind.</summary>
    public SortedDictionary<string, long> Counts { get; set; } = [];

    /// <summary>HMAC-SHA-256 of each e-mail address, by a key that no database holds.</summary>
    public string[] AddressHashes { get; set; } = [];

    /// <summary>The newest seal of the change log at that time.</summary>
    public SealMark? Seal { get; set; }

    public IReadOnlyList<RemainingCopy> Remains { get; set; } = [];
}

/// <summary>Where a chain of seals stood.</summary>
/// <param name="Number">Of the seal.</param>
/// <param name="Hash">Of the seal, in hex.</param>
public sealed record SealMark(long Number, string Hash);

/// <summary>A copy of the person's data, or what may be one, that an erasure did not remove.</summary>
/// <param name="Kind"><c>importFile</c>, <c>exportFile</c>, <c>jobSettings</c>, <c>viewFilter</c>, <c>messages</c> or <c>backups</c>; more will come.</param>
/// <param name="Id">Of the import, job or view.</param>
/// <param name="Until">When it goes by itself; absent if it does not, or if the operator knows.</param>
public sealed record RemainingCopy(string Kind, Guid? Id, DateTimeOffset? Until);
