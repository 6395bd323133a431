using FastEndpoints;

namespace Crm.Kernel.Http;

/// <summary>Endpoint metadata: counts requests by the caller's address against this budget, instead of against the token's and the tenant's.</summary>
/// <param name="Name">One of the names below.</param>
public sealed record RateLimitPolicy(string Name)
{
    public const string Signups = "signups";
    public const string Logins = "logins";
    public const string Codes = "codes";
    public const string Refreshes = "refreshes";
    public const string Links = "links";
    public const string Invitations = "invitations";

    public static IReadOnlyList<string> All { get; } = [Signups, Logins, Codes, Refreshes, Links, Invitations];
}

/// <summary>How a slice chooses its budget.</summary>
public static class RateLimitPolicyExtensions
{
    /// <summary>To be called in <c>Configure</c>.</summary>
    public static void RateLimitPolicy(this BaseEndpoint endpoint, string name)
    {
        if (!Http.RateLimitPolicy.All.Contains(name)) throw new ArgumentException($"There is no rate limit called {name}.", nameof(name));
        endpoint.Definition.Metadata(new RateLimitPolicy(name));
    }
}
