namespace Crm.Activities;

/// <summary>An entry of a timeline as the API shows it.</summary>
/// <param name="Kind">What happened: <c>contact.created</c>, <c>contact.updated</c>, <c>contact.stageChanged</c>, <c>contact.trashed</c>, <c>contact.restored</c>; more will come.</param>
/// <param name="Actor">Who did it: <c>account:…</c>, <c>system</c>…</param>
/// <param name="Fields">Members that changed.</param>
/// <param name="From">Where it was before, such as a stage.</param>
/// <param name="To">Where it went.</param>
internal sealed record TimelineEntryView(Guid Id, string Kind, DateTimeOffset At, string Actor, IReadOnlyList<string>? Fields, string? From, string? To)
{
    public static TimelineEntryView Of(TimelineEntry entry) => new(entry.Id, entry.Kind, entry.At, entry.Actor, entry.Fields, entry.From, entry.To);
}
