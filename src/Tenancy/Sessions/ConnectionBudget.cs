using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Npgsql;

namespace Crm.Tenancy.Sessions;

/// <summary>
/// Keeps the tenants' connections of this node within a number, by Npgsql's own count of them. A soft guard: under pressure a new connection
/// waits up to two seconds for others to fall idle; the hard stop is each role's CONNECTION LIMIT on the server.
/// </summary>
internal sealed class ConnectionBudget : IDisposable
{
    private readonly int limit;
    private readonly MeterListener meter = new();
    private readonly ConcurrentDictionary<string, (int Idle, int Used)> counts = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private int total;
    private int openedSince;

    public ConnectionBudget(int limit)
    {
        this.limit = limit;
        meter.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Npgsql", Name: "db.client.connection.count" }) listener.EnableMeasurementEvents(instrument);
        };
        meter.SetMeasurementEventCallback<int>((_, count, tags, _) => Count(count, tags));
        meter.SetMeasurementEventCallback<long>((_, count, tags, _) => Count((int)count, tags));
        meter.Start();
    }

    public async Task AdmitAsync(Func<IEnumerable<(string Key, NpgsqlDataSource Source)>> leastRecentlyUsed)
    {
        Interlocked.Increment(ref openedSince);
        for (var attempt = 0; attempt < 100 && Volatile.Read(ref total) + Volatile.Read(ref openedSince) > limit; attempt++)
        {
            await turn.WaitAsync();
            try
            {
                if (Trim(leastRecentlyUsed())) return;
            }
            finally
            {
                turn.Release();
            }
            await Task.Delay(20);
        }
    }

    /// <summary>A pool that is gone holds nothing any more.</summary>
    public void Forget(string key) => counts.TryRemove(key, out _);

    public void Dispose()
    {
        meter.Dispose();
        turn.Dispose();
    }

    private bool Trim(IEnumerable<(string Key, NpgsqlDataSource Source)> pools)
    {
        Interlocked.Exchange(ref openedSince, 0);
        meter.RecordObservableInstruments();
        var now = counts.Values.Sum(c => c.Idle + c.Used);
        foreach (var (key, source) in now > limit ? pools : [])
        {
            if (!counts.TryGetValue(key, out var count) || count.Idle == 0) continue;
            source.Clear();
            counts[key] = (0, count.Used);
            // A fifth of room, so that not every new connection evicts.
            if ((now -= count.Idle) <= limit * 0.8) break;
        }
        Volatile.Write(ref total, now);
        return now <= limit;
    }

    private void Count(int count, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? pool = null, state = null;
        foreach (var tag in tags)
            if (tag.Key.EndsWith("pool.name", StringComparison.Ordinal)) pool = tag.Value as string;
            else if (tag.Key.EndsWith("state", StringComparison.Ordinal)) state = tag.Value as string;
        if (pool is { Length: 32 })
            counts.AddOrUpdate(pool, state == "idle" ? (count, 0) : (0, count), (_, old) => state == "idle" ? (count, old.Used) : (old.Idle, count));
    }
}
