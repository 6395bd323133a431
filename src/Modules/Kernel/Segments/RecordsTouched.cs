using Marten;
using Wolverine;

namespace Crm.Kernel.Segments;

/// <summary>Says that records were written, or something that filters ask about them, where no event of their module tells it.</summary>
/// <param name="Object">Their kind: <c>contact</c>.</param>
public sealed record RecordsTouched(string Object, IReadOnlyList<Guid> Ids);

/// <summary>Asks to hold records against segments that are tied to some that were written.</summary>
/// <param name="Object">The kind of those that were written.</param>
/// <param name="Near">The kind of those tied to them.</param>
/// <param name="After">Those up to this one are done.</param>
public sealed record TiedRecordsTouched(string Object, IReadOnlyList<Guid> Ids, string Near, Guid After);

/// <summary>Holds the records against the segments.</summary>
public static class RecordsTouchedHandler
{
    public static Task<OutgoingMessages> Handle(RecordsTouched message, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchAsync(session, message.Object, message.Ids, ct);

    public static Task<OutgoingMessages> Handle(TiedRecordsTouched message, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.TouchTiedAsync(session, message, ct);
}
