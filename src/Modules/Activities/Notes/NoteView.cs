using Crm.Kernel.Access;
using Crm.Kernel.Ties;

namespace Crm.Activities.Notes;

/// <summary>A note as the API shows it.</summary>
[HidesFields("note", "id", "records", "createdAt", "createdBy", "updatedAt", "updatedBy", "trashedAt")]
internal sealed record NoteView
{
    public required Guid Id { get; init; }

    /// <summary>Markdown.</summary>
    public required string Body { get; init; }

    /// <summary>What it is about.</summary>
    public required IReadOnlyList<RecordRef> Records { get; init; }

    public required bool Pinned { get; init; }

    /// <summary>Members whom the body mentions.</summary>
    public required IReadOnlyList<Guid> Mentions { get; init; }

    /// <summary>Account whose note it is.</summary>
    public Guid? OwnerId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who wrote it: <c>account:…</c>, <c>system</c>…</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
    public required string UpdatedBy { get; init; }

    /// <summary>When it was moved to the trash, if it lies there.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    public static NoteView Of(Note note) => new()
    {
        Id = note.Id,
        Body = note.Body,
        Records = note.Records,
        Pinned = note.Pinned,
        Mentions = note.Mentions,
        OwnerId = note.OwnerId,
        CreatedAt = note.CreatedAt,
        CreatedBy = note.CreatedBy,
        UpdatedAt = note.UpdatedAt,
        UpdatedBy = note.UpdatedBy,
        TrashedAt = note.DeletedAt,
    };
}
