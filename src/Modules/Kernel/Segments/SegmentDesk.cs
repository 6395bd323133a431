using Crm.Kernel.Filters;
using Marten;
using Wolverine;

namespace Crm.Kernel.Segments;

/// <summary>Keeps segments' members what their filters say. It looks at what is so now, whatever it was called for: done twice, late or out of order, it comes to the same.</summary>
public sealed class SegmentDesk(IEnumerable<RecordKind> kinds, TimeProvider clock)
{
    private const int StepRecords = 10_000;
    private const int SetRecords = 2_000;

    // A little after midnight, so that no node's clock is still before it.
    private static readonly TimeSpan IntoTheDay = TimeSpan.FromMinutes(1);

    private static readonly Guid Last = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <summary>Holds records that were written, and then those tied to them, against the segments they may be in. Where the company has no segments, it asks that and nothing more.</summary>
    /// <param name="object">Their kind: <c>contact</c>.</param>
    /// <returns>What is told of it, to leave with the transaction.</returns>
    public async Task<OutgoingMessages> TouchAsync(IDocumentSession session, string @object, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0 || !await session.Query<Segment>().AnyAsync(ct)) return [];
        var round = await BeginAsync(session, ct);
        foreach (var some in ids.Distinct().Chunk(SetRecords)) await round.SettleAsync(round.Segments.Where(s => s.Object == @object), some, ct);
        foreach (var near in round.Segments.Where(s => s.Reaches.Contains(@object)).Select(s => s.Object).Distinct())
            await TiedAsync(round, new(@object, [.. ids.Distinct()], near, Guid.Empty), ct);
        return round.Told;
    }

    internal async Task<OutgoingMessages> TouchTiedAsync(IDocumentSession session, TiedRecordsTouched message, CancellationToken ct)
    {
        var round = await BeginAsync(session, ct);
        await TiedAsync(round, message, ct);
        return round.Told;
    }

    internal async Task<OutgoingMessages> StepAsync(IDocumentSession session, EvaluateSegment message, CancellationToken ct)
    {
        var round = await BeginAsync(session, ct);
        if (round.Segments.FirstOrDefault(s => s.Id == message.SegmentId) is not { } segment || segment.Generation != message.Generation || round.StateOf(segment) is not { } state) return [];
        if (message.Step == 0 && state.Run != message.Run)
        {
            (state.Run, state.Step, state.After) = (message.Run, 0, Guid.Empty);
            await AwaitDayAsync(round, segment, state, ct);
        }
        if (state.Run != message.Run || state.Step != message.Step) return [];
        round.Store(state);
        state.Step++;
        var makesSense = await round.CompileAsync(segment, ct) is not null;
        var bound = makesSense ? await SegmentTable.BoundAsync(session, round.KindOf(segment.Object), state.After, StepRecords, ct) : null;
        var (after, until) = (state.After, bound ?? Last);
        await round.SettleAsync([segment], column => new($"{column} > ? and {column} <= ?", after, until), message.Cause, ct);
        if (bound is { } reached)
        {
            state.After = reached;
            round.Told.Add(message with { Step = state.Step });
        }
        else
        {
            (state.Generation, state.Valid, state.EvaluatedAt) = (segment.Generation, makesSense, makesSense ? round.Now : state.EvaluatedAt);
        }
        return round.Told;
    }

    internal async Task<IReadOnlyList<Segment>> OutdatedAsync(IDocumentSession session, bool calendar, CancellationToken ct)
    {
        var segments = await session.Query<Segment>().ToListAsync(ct);
        if (calendar) return [.. segments.Where(s => s.TimeBound)];
        var (filters, named) = (Filters(session), new List<Segment>());
        foreach (var segment in segments)
            if ((await filters.LeavesAsync(filters.Find(segment.Object)!, segment.Filter, "", ct)).Any(leaf => leaf.Comparison.Field!.Split('.').Contains("custom"))) named.Add(segment);
        return named;
    }

    private static async Task TiedAsync(SegmentRound round, TiedRecordsTouched touched, CancellationToken ct)
    {
        var reaching = round.Segments.Where(s => s.Object == touched.Near && s.Reaches.Contains(touched.Object)).ToList();
        if (reaching.Count == 0) return;
        var tied = await SegmentTable.TiedAsync(round.Session, round.KindOf(touched.Near), round.KindOf(touched.Object), touched.Ids, touched.After, SetRecords, ct);
        if (tied.Count > 0) await round.SettleAsync(reaching, tied, ct);
        if (tied.Count == SetRecords) round.Told.Add(touched with { After = tied[^1] });
    }

    private static async Task AwaitDayAsync(SegmentRound round, Segment segment, SegmentState state, CancellationToken ct)
    {
        var calendar = await round.Filters.CalendarAsync(ct);
        DateTimeOffset? next = segment.TimeBound ? calendar.StartOf(calendar.Today.AddDays(1)) + IntoTheDay : null;
        if (state.NextDay == next) return;
        state.NextDay = next;
        if (next is { } at) round.Told.Schedule(new SegmentDay(segment.Id, at), at);
    }

    private async Task<SegmentRound> BeginAsync(IDocumentSession session, CancellationToken ct)
    {
        await SegmentTable.LockAsync(session, ct);
        var (segments, states) = (await session.Query<Segment>().ToListAsync(ct), await session.Query<SegmentState>().ToListAsync(ct));
        return new(session, Filters(session), segments, states, clock.GetUtcNow());
    }

    private RecordFilters Filters(IDocumentSession session) => new(session, kinds, Caller.Nobody, clock);
}
