using FastEndpoints;

namespace Crm.Kernel.Http;

/// <summary>Endpoint metadata: counts requests by the caller's address against this budget, instead of against the token's and the tenant's.</summary>
/// <param name="Name">One of the names below.</param>
public sealed record RateLimitPolicy(string Name)
{
    public const string Signups = "signups";
    public const string Logins = "logins";
}

/// <summary>How a slice chooses its budget.</summary>
public static class RateLimitPolicyExtensions
{
    /// <summary>To be called in <c>Configure</c>.</summary>
    public static void RateLimitPolicy(this BaseEndpoint endpoint, string name)
    {
        if (name is not (Http.RateLimitPolicy.Signups or Http.RateLimitPolicy.Logins))
            throw new ArgumentException($"There is no rate limit called {name}.", nameof(name));
        endpoint.Definition.Metadata(new RateLimitPolicy(name));
    }
}
