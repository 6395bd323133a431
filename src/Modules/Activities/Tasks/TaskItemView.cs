using Crm.Kernel.Access;
using Crm.Kernel.Ties;

namespace Crm.Activities.Tasks;

/// <summary>A task as the API shows it.</summary>
[HidesFields("task", "id", "title", "records", "createdAt", "createdBy", "updatedAt", "updatedBy", "trashedAt")]
internal sealed record TaskItemView
{
    public required Guid Id { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }

    /// <summary>The moment by which it shall be done.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The day on which it shall be done, in the company's time zone.</summary>
    public DateOnly? DueOn { get; init; }

    public required TaskPriority Priority { get; init; }
    public required TaskState Status { get; init; }

    /// <summary>Account that shall do it.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>The queue it waits in, or was claimed from.</summary>
    public Guid? QueueId { get; init; }

    /// <summary>What it is about.</summary>
    public required IReadOnlyList<RecordRef> Records { get; init; }

    /// <summary>When its owner is reminded.</summary>
    public required IReadOnlyList<DateTimeOffset> Reminders { get; init; }

    /// <summary>How it recurs: an RRULE of RFC 5545.</summary>
    public string? Recurrence { get; init; }

    /// <summary>The task its series began with.</summary>
    public Guid? SeriesId { get; init; }

    /// <summary>Which one of its series it is, from 1.</summary>
    public int? Occurrence { get; init; }

    /// <summary>The next of its series, once it was completed.</summary>
    public Guid? NextId { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Who completed it: <c>account:…</c>, <c>system</c>…</summary>
    public string? CompletedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who created it: <c>account:…</c>, <c>system</c>…</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
    public required string UpdatedBy { get; init; }

    /// <summary>When it was moved to the trash, if it lies there.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    public static TaskItemView Of(TaskRecord task) => new()
    {
        Id = task.Id,
        Title = task.Title,
        Description = task.Description,
        DueAt = task.DueAt,
        DueOn = task.DueOn,
        Priority = task.Priority,
        Status = task.Status,
        OwnerId = task.OwnerId,
        QueueId = task.QueueId,
        Records = task.Records,
        Reminders = task.Reminders,
        Recurrence = task.Recurrence,
        SeriesId = task.Series?.Id,
        Occurrence = task.Series?.Number,
        NextId = task.NextId,
        CompletedAt = task.CompletedAt,
        CompletedBy = task.CompletedBy,
        CreatedAt = task.CreatedAt,
        CreatedBy = task.CreatedBy,
        UpdatedAt = task.UpdatedAt,
        UpdatedBy = task.UpdatedBy,
        TrashedAt = task.DeletedAt,
    };
}
