using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Ties;
using FluentValidation;

namespace Crm.Activities.Log;

/// <summary>All that a client may set on a logged activity.</summary>
[SetsFields("activity")]
internal sealed record ActivityFields
{
    public required ActivityType Type { get; init; }
    public ActivityDirection? Direction { get; init; }

    /// <summary>What came of it, in a few words: <c>left a message</c>.</summary>
    public string? Outcome { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Up to a week.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary>The records that took part: one to ten.</summary>
    public required IReadOnlyList<RecordRef> Records { get; init; }

    /// <summary>Accounts that took part: up to 50 active members of the company.</summary>
    public IReadOnlyList<Guid> Members { get; init; } = [];

    public required string Subject { get; init; }

    /// <summary>Markdown.</summary>
    public string? Body { get; init; }

    /// <summary>Account whose entry it is; a new one's is who makes it.</summary>
    public Guid? OwnerId { get; init; }

    public static ActivityFields Of(Activity a) => new()
    {
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
    };
}

/// <summary>The rules of a logged activity, the same whether it is created or patched.</summary>
internal sealed class ActivityFieldsValidator : AbstractValidator<ActivityFields>
{
    public static ActivityFieldsValidator Instance { get; } = new();

    public ActivityFieldsValidator()
    {
        RuleFor(a => a.Outcome).MaximumLength(200).PlainText();
        RuleFor(a => a.StartedAt).Must(at => at.Year is >= 1970 and < 2200).WithErrorCode("activity.startedAt").WithMessage("Between 1970 and 2199.");
        RuleFor(a => a.DurationSeconds).InclusiveBetween(0, 604_800);
        RuleFor(a => a.Records).Must(r => r is { Count: >= 1 and <= 10 }).WithErrorCode("records.count").WithMessage("One to ten records.")
            .Must(r => r is null || r.Distinct().Count() == r.Count).WithErrorCode("records.twice").WithMessage("A record is there twice.");
        RuleFor(a => a.Members).Must(m => m is { Count: <= 50 } && m.Distinct().Count() == m.Count).WithErrorCode("activity.members").WithMessage("Up to 50 members, each once.");
        RuleFor(a => a.Subject).NotEmpty().MaximumLength(300).PlainText();
        RuleFor(a => a.Body).MaximumLength(50_000);
    }
}
