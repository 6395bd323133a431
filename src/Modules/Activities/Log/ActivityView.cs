using Crm.Kernel.Access;
using Crm.Kernel.Ties;

namespace Crm.Activities.Log;

/// <summary>A logged activity as the API shows it.</summary>
[HidesFields("activity", "id", "type", "records", "startedAt", "createdAt", "createdBy", "updatedAt", "updatedBy", "trashedAt")]
internal sealed record ActivityView
{
    public required Guid Id { get; init; }
    public required ActivityType Type { get; init; }
    public ActivityDirection? Direction { get; init; }

    /// <summary>What came of it.</summary>
    public string? Outcome { get; init; }

    public required DateTimeOffset StartedAt { get; init; }
    public int? DurationSeconds { get; init; }

    /// <summary>The records that took part.</summary>
    public required IReadOnlyList<RecordRef> Records { get; init; }

    /// <summary>Accounts that took part.</summary>
    public required IReadOnlyList<Guid> Members { get; init; }

    public required string Subject { get; init; }

    /// <summary>Markdown.</summary>
    public string? Body { get; init; }

    /// <summary>Account whose entry it is.</summary>
    public Guid? OwnerId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who logged it: <c>account:…</c>, <c>system</c>…</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
    public required string UpdatedBy { get; init; }

    /// <summary>When it was moved to the trash, if it lies there.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    public static ActivityView Of(Activity a) => new()
    {
        Id = a.Id,
        Type = a.Type,
        Direction = a.Direction,
        Outcome = a.Outcome,
        StartedAt = a.StartedAt,
        DurationSeconds = a.DurationSeconds,
        Records = a.Records,
        Members = a.Members,
        Subject = a.Subject,
        Body = a.Body,
        OwnerId = a.OwnerId,
        CreatedAt = a.CreatedAt,
        CreatedBy = a.CreatedBy,
        UpdatedAt = a.UpdatedAt,
        UpdatedBy = a.UpdatedBy,
        TrashedAt = a.DeletedAt,
    };
}
