using System.Threading.RateLimiting;
using Crm.Kernel.Http;

namespace Crm.Host.Limits;

/// <summary>A named limit with a window for each key: an address, a login session or a tenant.</summary>
internal sealed class Budget(string name, int limit, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> windows =
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.Get(key, _ => new WindowLimiter(limit, Window, clock)));

    private readonly string policy = $"\"{name}\";q={limit};w={Window.TotalSeconds}";

    public Charge Take(string key, int requests)
    {
        var lease = (WindowLease)windows.AttemptAcquire(key, requests);
        return new(new(name, limit, (int)Window.TotalSeconds, lease.Remaining, lease.Reset), lease.IsAcquired, policy);
    }

    public void Dispose() => windows.Dispose();
}

/// <summary>One limit, as a request found it.</summary>
/// <param name="Policy">As <c>RateLimit-Policy</c> tells it.</param>
internal sealed record Charge(LimitView Left, bool Admitted, string Policy);
