using Crm.Kernel.ChangeLog;

namespace Crm.Activities;

/// <summary>One thing that happened to a contact. Its id is the event's, so that an event told twice is still one entry.</summary>
[NotLogged("It repeats what happened to the contact.")]
internal sealed class TimelineEntry
{
    public required Guid Id { get; init; }
    public required Guid ContactId { get; init; }
    public required string Kind { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Actor { get; init; }
    public IReadOnlyList<string>? Fields { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }
}
