using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Access;

/// <summary>Whether whoever made a request that goes on for long would still be let in. Answered by Identity.</summary>
public abstract class Standing
{
    /// <summary>The rights that the request would have were it made now; null if its session, its key or the membership has ended.</summary>
    public abstract ValueTask<Rights?> RightsNowAsync(HttpContext http, CancellationToken ct);
}
