namespace Crm.Kernel.Privacy;

/// <summary>The certificate of an erasure. It holds nothing of the person but the id.</summary>
internal sealed record ErasureView
{
    public required Guid Id { get; init; }

    /// <summary>The kind of record: <c>contact</c>.</summary>
    public required string Object { get; init; }

    public required Guid RecordId { get; init; }

    /// <summary>The job that does it, or did last.</summary>
    public required Guid JobId { get; init; }

    public required string Reason { get; init; }

    /// <summary>By which whoever asked for it knows the request.</summary>
    public string? RequestReference { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who asked for it here: <c>account:…</c></summary>
    public required string CreatedBy { get; init; }

    /// <summary>When all was gone; absent as long as it is not.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>What went, by kind: <c>contacts</c>, <c>notes</c>, <c>attachments</c>, <c>ties</c> (what stays with other records), <c>changeLogValues</c>…</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>Of each e-mail address what only this installation can make of it (HMAC-SHA-256, in hex), by which one that comes back is recognised.</summary>
    public required IReadOnlyList<string> AddressHashes { get; init; }

    /// <summary>The newest seal of the change log at that time.</summary>
    public SealMark? Seal { get; init; }

    /// <summary>Copies that may hold the person still, and until when.</summary>
    public required IReadOnlyList<RemainingCopy> Remains { get; init; }

    public static ErasureView Of(Erasure e) => new()
    {
        Id = e.Id,
        Object = e.Object,
        RecordId = e.RecordId,
        JobId = e.JobId,
        Reason = e.Reason,
        RequestReference = e.RequestReference,
        CreatedAt = e.CreatedAt,
        CreatedBy = e.CreatedBy,
        ErasedAt = e.ErasedAt,
        Counts = e.Counts,
        AddressHashes = e.AddressHashes,
        Seal = e.Seal,
        Remains = e.Remains,
    };
}
