using System.Threading.RateLimiting;
using Crm.Kernel.Problems;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Http;

/// <summary>
/// What one network address tries on one account, in a window of a quarter of an hour, on this node. It counts whoever asks, so nobody can use up what is
/// another's; and it counts what was typed, so that the answer does not tell whether there is such an account.
/// </summary>
public sealed class Attempts(CrmSettings settings, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly PartitionedRateLimiter<string> windows =
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.Get(key, _ => new WindowLimiter(settings.Limits.PerAccount, Window, clock)));

    /// <summary>Refuses the request if too much was tried before.</summary>
    /// <param name="act">What is tried: each act counts for itself.</param>
    /// <param name="subject">The account as the request names it.</param>
    public void Admit(HttpContext http, string act, string subject)
    {
        var lease = (WindowLease)windows.AttemptAcquire(Key(http, act, subject), 0);
        if (lease.Remaining <= 0) throw new ProblemException(KernelProblems.TooManyRequests, "Too many attempts on this account from this network.") { RetryAfter = Math.Max(1, lease.Reset) };
    }

    public void Count(HttpContext http, string act, string subject) => windows.AttemptAcquire(Key(http, act, subject), 1);

    public void Dispose() => windows.Dispose();

    private static string Key(HttpContext http, string act, string subject) => $"{act}\n{ClientAddress.Of(http)}\n{subject.Trim().ToLowerInvariant()}";
}
