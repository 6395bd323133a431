namespace Crm.Contracts.Segments;

/// <summary>Records entered a segment, or left it; at most 500 of them, so that many are told by several of these. What a new segment holds from the beginning has not entered it.</summary>
/// <param name="Object">The kind of record: <c>contact</c>.</param>
/// <param name="Cause">Why: <c>record</c> (it, or one it is tied to, was written), <c>filter</c> (the segment means others now) or <c>time</c> (a day has begun).</param>
public sealed record SegmentMembersChanged(Guid EventId, Guid SegmentId, string Object, string Cause, DateTimeOffset At)
{
    public IReadOnlyList<Guid> Entered { get; init; } = [];
    public IReadOnlyList<Guid> Left { get; init; } = [];
}
