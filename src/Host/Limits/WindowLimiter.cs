using System.Threading.RateLimiting;

namespace Crm.Host.Limits;

/// <summary>A number of requests in a window that begins with the first one. Unlike the framework's, it tells what is left and for how long.</summary>
internal sealed class WindowLimiter(int limit, TimeSpan window, TimeProvider clock) : RateLimiter
{
    private readonly Lock gate = new();
    private long began = clock.GetTimestamp();
    private int used;

    /// <summary>Lets the partition be dropped once its window is over.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (gate) return clock.GetElapsedTime(began) is { } age && age > window ? age - window : null;
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    /// <summary>Asking for none looks without taking.</summary>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            var age = clock.GetElapsedTime(began, now);
            if (age >= window) (began, used, age) = (now, 0, TimeSpan.Zero);
            var admitted = used + permitCount <= limit;
            if (admitted) used += permitCount;
            return new WindowLease(admitted, limit - used, (int)Math.Ceiling((window - age).TotalSeconds));
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));
}

/// <param name="remaining">Requests left in the window.</param>
/// <param name="reset">Seconds until the next window.</param>
internal sealed class WindowLease(bool admitted, int remaining, int reset) : RateLimitLease
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
