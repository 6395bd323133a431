using System.Threading.RateLimiting;

namespace Crm.Kernel.Http;

/// <summary>A number of requests in any window of that length, which slides in steps of a sixth. Unlike the framework's, it tells what is left and for how long.</summary>
public sealed class WindowLimiter(int limit, TimeSpan window, TimeProvider clock) : RateLimiter
{
    private const int Steps = 6;

    private readonly Lock gate = new();
    private readonly Queue<(long Began, int Used)> steps = new(Steps);
    private long last = clock.GetTimestamp();
    private long began;
    private int current;
    private int used;

    /// <summary>Lets the partition be dropped once nothing counts any more.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (gate) return clock.GetElapsedTime(last) is var age && age > window ? age - window : null;
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    /// <summary>Asking for none looks without taking.</summary>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            Slide(now);
            var admitted = used + permitCount <= limit;
            if (admitted && permitCount > 0)
            {
                if (current == 0) began = now;
                (current, used, last) = (current + permitCount, used + permitCount, now);
            }
            return new WindowLease(admitted, limit - used, (int)Math.Ceiling((window - AgeOfOldest(now)).TotalSeconds));
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

    /// <summary>Closes the present step when it is a sixth of the window old, and forgets those that have left the window.</summary>
    private void Slide(long now)
    {
        if (current > 0 && clock.GetElapsedTime(began, now) >= window / Steps)
        {
            steps.Enqueue((began, current));
            current = 0;
        }
        while (steps.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.Began, now) >= window) used -= steps.Dequeue().Used;
    }

    private TimeSpan AgeOfOldest(long now) =>
        steps.TryPeek(out var oldest) ? clock.GetElapsedTime(oldest.Began, now) : current > 0 ? clock.GetElapsedTime(began, now) : TimeSpan.Zero;
}

/// <summary>What a window says to one request.</summary>
/// <param name="remaining">Requests left in the window.</param>
/// <param name="reset">Seconds until some of those that were made leave the window.</param>
public sealed class WindowLease(bool admitted, int remaining, int reset) : RateLimitLease
{
    public override bool IsAcquired => admitted;
    public int Remaining => remaining;
    public int Reset => reset;
    public override IEnumerable<string> MetadataNames => [];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        return false;
    }
}
