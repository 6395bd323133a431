using System.Security.Cryptography;
using Marten;
using Wolverine;

namespace Crm.Kernel.Segments;

/// <summary>Asks for the next step of holding all records against a segment's filter. One that was done already, or that a later evaluation has overtaken, is passed over.</summary>
/// <param name="Generation">The filter it is about.</param>
/// <param name="Run">The evaluation it belongs to.</param>
/// <param name="Cause">What those who come and go are told as.</param>
public sealed record EvaluateSegment(Guid SegmentId, int Generation, Guid Run, int Step, string Cause)
{
    public const string Record = "record";
    public const string Filter = "filter";
    public const string Time = "time";

    internal static EvaluateSegment Begin(Segment segment, string cause, DateTimeOffset now) => new(segment.Id, segment.Generation, Guid.CreateVersion7(now), 0, cause);
}

/// <summary>Waits for the beginning of a day, which moves records in and out of a segment whose filter speaks of days.</summary>
public sealed record SegmentDay(Guid SegmentId, DateTimeOffset At);

/// <summary>Says that segments may hold other records though none was written: the company's calendar changed, or a custom field was archived or is back.</summary>
/// <param name="Calendar">Concerns those to which days matter; else those that name custom fields.</param>
public sealed record SegmentsOutdated(bool Calendar);

/// <summary>Removes what is left of a segment that was deleted.</summary>
public sealed record PurgeSegment(Guid SegmentId);

/// <summary>A step is a transaction: what it found, where the next begins, and the message that asks for it.</summary>
public static class EvaluateSegmentHandler
{
    public static Task<OutgoingMessages> Handle(EvaluateSegment message, IDocumentSession session, SegmentDesk desk, CancellationToken ct) => desk.StepAsync(session, message, ct);
}

/// <summary>Has the segment evaluated on the day, unless the moment was moved since or nobody cares for days any more.</summary>
public static class SegmentDayHandler
{
    public static async Task<EvaluateSegment?> Handle(SegmentDay day, IDocumentSession session, CancellationToken ct) =>
        await session.LoadAsync<Segment>(day.SegmentId, ct) is { TimeBound: true, Deleted: false } segment && await session.LoadAsync<SegmentState>(day.SegmentId, ct) is { } state && state.NextDay == day.At
            ? new(segment.Id, segment.Generation, RunOf(day), 0, EvaluateSegment.Time)
            : null;

    // Told twice, it is the same run.
    private static Guid RunOf(SegmentDay day) => new(SHA256.HashData([.. day.SegmentId.ToByteArray(), .. BitConverter.GetBytes(day.At.UtcTicks)])[..16]);
}

/// <summary>Has the segments evaluated that are concerned.</summary>
public static class SegmentsOutdatedHandler
{
    public static async Task<OutgoingMessages> Handle(SegmentsOutdated message, IDocumentSession session, SegmentDesk desk, TimeProvider clock, CancellationToken ct)
    {
        var told = new OutgoingMessages();
        foreach (var segment in await desk.OutdatedAsync(session, message.Calendar, ct)) told.Add(EvaluateSegment.Begin(segment, message.Calendar ? EvaluateSegment.Time : EvaluateSegment.Filter, clock.GetUtcNow()));
        return told;
    }
}

/// <summary>Removes some with each message: a segment may have held very many.</summary>
public static class PurgeSegmentHandler
{
    public static async Task<PurgeSegment?> Handle(PurgeSegment message, IDocumentSession session, CancellationToken ct)
    {
        var more = await SegmentTable.PurgeSomeAsync(session, message.SegmentId, ct);
        // Whoever held the lock when the segment was deleted may have kept its state.
        session.Delete<SegmentState>(message.SegmentId);
        return more ? message : null;
    }
}
