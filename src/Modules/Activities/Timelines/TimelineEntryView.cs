using Crm.Activities.Attachments;
using Crm.Activities.Log;
using Crm.Activities.Notes;
using Crm.Activities.Tasks;
using Crm.Kernel.Access;

namespace Crm.Activities.Timelines;

/// <summary>An entry of a timeline as the API shows it.</summary>
/// <param name="Kind">What happened: <c>contact.created</c>, <c>contact.stageChanged</c>, <c>contact.consentGiven</c>, <c>company.updated</c>, <c>activity.call</c>, <c>activity.meeting</c>, <c>note.created</c>, <c>task.created</c>, <c>task.completed</c>, <c>attachment.added</c>…; more will come.</param>
/// <param name="Actor">Who did it: <c>account:…</c>, <c>system</c>…</param>
/// <param name="Fields">Members that changed.</param>
/// <param name="From">Where it was before, such as a stage.</param>
/// <param name="To">Where it went, or the purpose of a consent.</param>
internal sealed record TimelineEntryView(Guid Id, string Kind, DateTimeOffset At, string Actor, IReadOnlyList<string>? Fields, string? From, string? To)
{
    /// <summary>The call or meeting it tells of, as it is now.</summary>
    public ActivityView? Activity { get; init; }

    /// <summary>The note it tells of, as it is now.</summary>
    public NoteView? Note { get; init; }

    /// <summary>The task it tells of, as it is now.</summary>
    public TaskItemView? Task { get; init; }

    /// <summary>The attachment it tells of, as it is now.</summary>
    public AttachmentView? Attachment { get; init; }

    /// <summary>Without the names of members that are hidden from the caller's role.</summary>
    public static TimelineEntryView Of(TimelineEntry entry) => new(entry.Id, entry.Kind, entry.At, entry.Actor,
        entry.Fields is { } fields && Rights.Current is { } rights ? [.. fields.Where(f => rights.Of(entry.Type, f) != FieldAccess.Hidden)] : entry.Fields, entry.From, entry.To);
}
