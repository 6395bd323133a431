using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Ties;
using FluentValidation;

namespace Crm.Activities.Tasks;

/// <summary>All that a client may set on a task.</summary>
[SetsFields("task")]
internal sealed record TaskFields
{
    public required string Title { get; init; }
    public string? Description { get; init; }

    /// <summary>The moment by which it shall be done; either this or <c>dueOn</c>.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The day on which it shall be done, in the company's time zone.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>Normal unless said otherwise.</summary>
    public TaskPriority? Priority { get; init; }

    /// <summary>Open unless said otherwise.</summary>
    public TaskState? Status { get; init; }

    /// <summary>Account that shall do it; a new one's is who creates it, unless it waits in a queue.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>The queue from which somebody may claim it.</summary>
    public Guid? QueueId { get; init; }

    /// <summary>What it is about: up to ten records.</summary>
    public IReadOnlyList<RecordRef> Records { get; init; } = [];

    /// <summary>Up to five moments at which its owner is reminded.</summary>
    public IReadOnlyList<DateTimeOffset> Reminders { get; init; } = [];

    /// <summary>
    /// How it recurs once it is done, in the company's time zone: an RRULE of RFC 5545 with FREQ (DAILY, WEEKLY, MONTHLY, YEARLY), INTERVAL, BYDAY, BYMONTHDAY, and COUNT or UNTIL.
    /// </summary>
    public string? Recurrence { get; init; }

    public static TaskFields Of(TaskRecord task) => new()
    {
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
    };
}

/// <summary>The rules of a task, the same whether it is created or patched.</summary>
internal sealed class TaskFieldsValidator : AbstractValidator<TaskFields>
{
    public static TaskFieldsValidator Instance { get; } = new();

    public TaskFieldsValidator()
    {
        RuleFor(t => t.Title).NotEmpty().MaximumLength(300).PlainText();
        RuleFor(t => t.Description).MaximumLength(20_000);
        RuleFor(t => t.DueAt).Must(at => at is not { } d || IsInReach(d)).WithErrorCode("task.due").WithMessage("Between 1970 and 2199.")
            .Must((t, at) => at is null || t.DueOn is null).WithErrorCode("task.due").WithMessage("A task is due at a moment or on a day.");
        RuleFor(t => t.DueOn).Must(on => on is null or { Year: >= 1970 and < 2200 }).WithErrorCode("task.due").WithMessage("Between 1970 and 2199.");
        RuleFor(t => t.Records).Must(r => r is { Count: <= 10 }).WithErrorCode("records.count").WithMessage("At most ten records.")
            .Must(r => r is null || r.Distinct().Count() == r.Count).WithErrorCode("records.twice").WithMessage("A record is there twice.");
        RuleFor(t => t.Reminders).Must(r => r is { Count: <= 5 } && r.Distinct().Count() == r.Count && r.All(IsInReach))
            .WithErrorCode("task.reminders").WithMessage("Up to five moments between 1970 and 2199, each once.");
        RuleFor(t => t.Recurrence).MaximumLength(500).Must(r => r is null || r.Length > 500 || RecurrenceRule.Parse(r) is not null)
            .WithErrorCode("task.recurrence").WithMessage("Not a rule such as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=10.")
            .Must((t, r) => r is null || t.DueAt is not null || t.DueOn is not null).WithErrorCode("task.recurrence").WithMessage("What recurs is due some time.");
    }

    private static bool IsInReach(DateTimeOffset moment) => moment.Year is >= 1970 and < 2200;
}
