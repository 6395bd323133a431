using System.Text.Json.Serialization;
using Crm.Activities.Removing;
using Crm.Activities.Timelines;
using Crm.Kernel.Access;
using Crm.Kernel.Filters;
using Crm.Kernel.Ties;
using Crm.Kernel.Values;

namespace Crm.Activities.Tasks.Documents;

/// <summary>Something to be done.</summary>
[Records("tasks")]
internal sealed class Task : OwnedResource, ITied
{
    private static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public string Title { get; set; } = "";
    public string? Description { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public DateOnly? DueOn { get; set; }

    /// <summary>When it is overdue: an all-day task when the day has ended where the company is.</summary>
    public DateTimeOffset? Due { get; set; }

    public TaskPriority Priority { get; set; } = TaskPriority.Normal;
    public TaskState Status { get; set; }
    public Guid? QueueId { get; set; }
    public IReadOnlyList<RecordRef> Records { get; set; } = [];
    public IReadOnlyList<DateTimeOffset> Reminders { get; set; } = [];
    public string? Recurrence { get; set; }
    public Series? Series { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }
    public string? CompletedBy { get; set; }

    /// <summary>The next of the series: once there is one, completing again makes no other.</summary>
    public Guid? NextId { get; set; }

    [JsonIgnore]
    public bool IsOver => Status is TaskState.Done or TaskState.Cancelled;

    [JsonIgnore]
    public string SearchText => $"{Title}\n{Description}".ToLowerInvariant();

    [JsonIgnore]
    public string[] RecordKeys => [.. Records.Select(r => r.Key())];

    [JsonIgnore]
    public string StatusKey => Status.Wire();

    [JsonIgnore]
    public DateTimeOffset DueKey => Due ?? Never;

    /// <summary>What stands in the records' timelines because of it.</summary>
    [JsonIgnore]
    public IEnumerable<TimelineEntry> Told => Records.SelectMany(r => CompletedAt is { } at
        ? [TimelineEntry.About(this, "tasks", r, "task.created", CreatedAt, CreatedBy), TimelineEntry.About(this, "tasks", r, "task.completed", at, CompletedBy!)]
        : new[] { TimelineEntry.About(this, "tasks", r, "task.created", CreatedAt, CreatedBy) });

    /// <summary>Takes over what a client set.</summary>
    public void Write(TaskFields fields, Calendar calendar)
    {
        var moved = (DueAt, DueOn, Recurrence) != (fields.DueAt, fields.DueOn, fields.Recurrence);
        (Title, Description, Priority, Status) = (fields.Title.Trim(), fields.Description.Tidy(), fields.Priority ?? TaskPriority.Normal, fields.Status ?? TaskState.Open);
        (OwnerId, QueueId, Records, Reminders) = (fields.OwnerId, fields.QueueId, fields.Records, [.. fields.Reminders.Order()]);
        (DueAt, DueOn, Recurrence) = (fields.DueAt, fields.DueOn, fields.Recurrence);
        Due = DueOn is { } day ? calendar.StartOf(day.AddDays(1)) : DueAt;
        if (moved) Series = Recurrence is null ? null : Begin(calendar);
    }

    /// <summary>Notes that it was completed, or is open again.</summary>
    /// <returns>The next of the series, the first time that this one is completed.</returns>
    public Task? Settle(TaskState before, string actor, DateTimeOffset now, Calendar calendar)
    {
        if ((before == TaskState.Done) == (Status == TaskState.Done)) return null;
        (CompletedAt, CompletedBy) = Status == TaskState.Done ? (now, actor) : default((DateTimeOffset?, string?));
        if (Status != TaskState.Done || NextId is not null || Series is null || Following(calendar) is not { } next) return null;
        next.Touch(actor, now);
        NextId = next.Id;
        return next;
    }

    private Series Begin(Calendar calendar)
    {
        var (id, number) = (Series?.Id ?? Id, Series?.Number ?? 1);
        if (DueOn is { } day) return new(id, day, null, number);
        var local = TimeZoneInfo.ConvertTime(DueAt!.Value, calendar.Zone).DateTime;
        return new(id, DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local), number);
    }

    private Task? Following(Calendar calendar)
    {
        var rule = RecurrenceRule.Parse(Recurrence!)!;
        var today = DueOn ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DueAt!.Value, calendar.Zone).DateTime);
        if (rule.Count <= Series!.Number || rule.After(Series.StartsOn, today) is not { } day) return null;
        var (at, end) = (Series.At is { } time ? calendar.At(day.ToDateTime(time)) : (DateTimeOffset?)null, calendar.StartOf(day.AddDays(1)));
        if (rule.IsPast(day, at)) return null;
        var due = at ?? end;
        return new()
        {
            Title = Title,
            Description = Description,
            DueAt = at,
            DueOn = at is null ? day : null,
            Due = due,
            Priority = Priority,
            OwnerId = OwnerId,
            QueueId = QueueId,
            Records = Records,
            Reminders = [.. Reminders.Select(r => due - (Due!.Value - r))],
            Recurrence = Recurrence,
            Series = Series with { Number = Series.Number + 1 },
        };
    }
}
