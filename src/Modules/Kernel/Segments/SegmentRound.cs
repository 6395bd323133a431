using Crm.Contracts.Segments;
using Crm.Kernel.Filters;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Marten;
using Wolverine;

namespace Crm.Kernel.Segments;

/// <summary>One transaction in which records are held against segments, under the lock; segments and their states are as they were when it was got.</summary>
internal sealed class SegmentRound(IDocumentSession session, RecordFilters filters, IReadOnlyList<Segment> segments, IReadOnlyList<SegmentState> states, DateTimeOffset now)
{
    private const int SetSegments = 25;
    private const int ToldRecords = 500;

    private readonly Dictionary<Guid, SegmentState> byId = states.ToDictionary(s => s.Id);
    private readonly Dictionary<Guid, Condition?> compiled = [];

    public IDocumentSession Session => session;
    public RecordFilters Filters => filters;
    public IReadOnlyList<Segment> Segments => segments;
    public DateTimeOffset Now => now;

    /// <summary>What leaves with the transaction.</summary>
    public OutgoingMessages Told { get; } = [];

    public RecordKind KindOf(string @object) => filters.Find(@object)!;

    public SegmentState? StateOf(Segment segment) => byId.GetValueOrDefault(segment.Id);

    public void Store(SegmentState state)
    {
        state.Changes++;
        session.Store(state);
    }

    /// <summary>The condition that a segment's filter is; null for one that makes no sense any more.</summary>
    public async Task<Condition?> CompileAsync(Segment segment, CancellationToken ct)
    {
        if (compiled.TryGetValue(segment.Id, out var known)) return known;
        try
        {
            return compiled[segment.Id] = await filters.CompileAsync(await filters.WithCustomAsync(KindOf(segment.Object), ct), segment.Filter, "/filter", ct, now);
        }
        catch (ProblemException broken) when (broken.Type == FilterProblems.Invalid)
        {
            return compiled[segment.Id] = null;
        }
    }

    public Task SettleAsync(IEnumerable<Segment> some, IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        SettleAsync(some, column => new($"{column} = any(?::uuid[])", (object)ids.ToArray()), EvaluateSegment.Record, ct);

    /// <param name="some">Segments of one kind. One whose filter makes no sense any more keeps its members.</param>
    public async Task SettleAsync(IEnumerable<Segment> some, Func<string, Condition> among, string cause, CancellationToken ct)
    {
        var ready = new List<CompiledSegment>();
        foreach (var segment in some)
            if (StateOf(segment) is { } state && await CompileAsync(segment, ct) is { } condition) ready.Add(new(segment, state, condition));
        foreach (var set in ready.Chunk(SetSegments))
            foreach (var moves in await SegmentTable.SettleAsync(session, KindOf(set[0].Segment.Object), set, among, cause, now, ct))
                Note(set.First(s => s.Segment.Id == moves.Segment), moves, cause);
    }

    private void Note(CompiledSegment to, SegmentMoves moves, string cause)
    {
        IReadOnlyList<Guid> entered = moves.Entered ?? [], left = moves.Left ?? [];
        to.State.Members += entered.Count - left.Count;
        Store(to.State);
        // What it holds from the beginning has not entered it.
        if (to.State.EvaluatedAt is null) return;
        foreach (var part in entered.Select(id => (Id: id, Entered: true)).Concat(left.Select(id => (Id: id, Entered: false))).Chunk(ToldRecords))
            Told.Add(new SegmentMembersChanged(Guid.CreateVersion7(now), to.Segment.Id, to.Segment.Object, cause, now)
            {
                Entered = [.. part.Where(m => m.Entered).Select(m => m.Id)],
                Left = [.. part.Where(m => !m.Entered).Select(m => m.Id)],
            });
    }
}
