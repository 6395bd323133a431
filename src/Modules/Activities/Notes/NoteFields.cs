using Crm.Kernel.Access;
using Crm.Kernel.Ties;
using FluentValidation;

namespace Crm.Activities.Notes;

/// <summary>All that a client may set on a note.</summary>
[SetsFields("note")]
internal sealed record NoteFields
{
    /// <summary>Markdown. <c>@[Ada](account:…)</c> mentions a member.</summary>
    public required string Body { get; init; }

    /// <summary>What it is about: one to ten records.</summary>
    public required IReadOnlyList<RecordRef> Records { get; init; }

    /// <summary>Whether it shall stand out.</summary>
    public bool? Pinned { get; init; }

    /// <summary>Account whose note it is; a new one's is who writes it.</summary>
    public Guid? OwnerId { get; init; }

    public static NoteFields Of(Note note) => new() { Body = note.Body, Records = note.Records, Pinned = note.Pinned, OwnerId = note.OwnerId };
}

/// <summary>The rules of a note, the same whether it is created or patched.</summary>
internal sealed class NoteFieldsValidator : AbstractValidator<NoteFields>
{
    public static NoteFieldsValidator Instance { get; } = new();

    public NoteFieldsValidator()
    {
        RuleFor(n => n.Body).NotEmpty().MaximumLength(50_000);
        RuleFor(n => n.Records).NotNull().Must(r => r is { Count: >= 1 and <= 10 }).WithErrorCode("records.count").WithMessage("One to ten records.")
            .Must(r => r is null || r.Distinct().Count() == r.Count).WithErrorCode("records.twice").WithMessage("A record is there twice.");
    }
}
