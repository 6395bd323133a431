using System.Collections.Concurrent;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Changes;

/// <summary>The streams of changes that this node has open, and the pulse they share: of all streams of a company one looks whether anything was written, and all know.</summary>
public sealed class ChangeStreams(TimeProvider clock)
{
    public const int MostOfATenant = 100;
    public const int Most = 1_000;

    /// <summary>How old a look may be.</summary>
    public static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Guid, int> open = new();
    private readonly ConcurrentDictionary<Guid, Look> looks = new();
    private int all;

    /// <summary>Takes a place, which is free again once the answer is disposed of; refuses if there is none.</summary>
    public IDisposable Enter(Guid tenant)
    {
        var place = new Place(this, tenant);
        var (total, ofTenant) = (Interlocked.Increment(ref all), open.AddOrUpdate(tenant, 1, (_, count) => count + 1));
        if (total <= Most && ofTenant <= MostOfATenant) return place;
        place.Dispose();
        throw new ProblemException(ChangeProblems.TooManyStreams) { RetryAfter = 10 };
    }

    /// <summary>The last entry that the company's log had begun at most a pulse ago.</summary>
    /// <param name="look">Finds it out. Others may wait for it, so it must not end with this caller.</param>
    public Task<long> LastAsync(Guid tenant, Func<Task<long>> look)
    {
        var last = looks.GetValueOrDefault(tenant);
        if (last is not null && clock.GetElapsedTime(last.Begun) < Pulse && !last.Found.IsFaulted) return last.Found;
        var next = new Look(clock.GetTimestamp(), new(look));
        var won = last is null ? looks.TryAdd(tenant, next) : looks.TryUpdate(tenant, next, last);
        return won ? next.Found : LastAsync(tenant, look);
    }

    private void Leave(Guid tenant)
    {
        Interlocked.Decrement(ref all);
        if (open.AddOrUpdate(tenant, 0, (_, count) => Math.Max(0, count - 1)) == 0 && open.TryRemove(new(tenant, 0))) looks.TryRemove(tenant, out _);
    }

    private sealed class Place(ChangeStreams streams, Guid tenant) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0) streams.Leave(tenant);
        }
    }

    private sealed class Look(long begun, Lazy<Task<long>> found)
    {
        public long Begun => begun;
        public Task<long> Found => found.Value;
    }
}
