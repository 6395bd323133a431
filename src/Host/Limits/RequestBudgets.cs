using System.Diagnostics.Metrics;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;

namespace Crm.Host.Limits;

/// <summary>
/// Counts each request against the limits that apply: one to an endpoint with a policy, or by a stranger, against its address; every other
/// against its login session or API key and its tenant. Each node counts for itself.
/// </summary>
internal sealed class RequestBudgets(CrmSettings settings, TimeProvider clock, IMeterFactory meters) : IDisposable
{
    private readonly Dictionary<string, Budget> policies = RateLimitPolicy.All.ToDictionary(name => name, name => new Budget(name, LimitOf(name, settings.Limits), clock));
    private readonly Budget addresses = new("address", settings.Limits.PerToken, clock);
    private readonly Budget tokens = new("token", settings.Limits.PerToken, clock);
    private readonly Budget tenants = new("tenant", settings.Limits.PerTenant, clock);
    private readonly Counter<long> refused = meters.Create("Crm.Host").CreateCounter<long>("crm.requests.refused", "{request}", "Requests refused because a limit was used up.");

    /// <summary>Takes the request from its budgets, or refuses it.</summary>
    public void Take(HttpContext http)
    {
        var charges = Count(http, requests: 1);
        http.Features.Set(charges);
        foreach (var charge in charges)
        {
            if (charge.Admitted) continue;
            var (left, detail) = (charge.Left, $"The limit \"{charge.Left.Policy}\" of {charge.Left.Limit} requests in {charge.Left.Window} seconds is used up.");
            refused.Add(1, new KeyValuePair<string, object?>("policy", left.Policy));
            throw new ProblemException(KernelProblems.TooManyRequests, detail) { RetryAfter = left.Reset };
        }
    }

    /// <summary>Writes the headers, also on what was answered before it was counted.</summary>
    public void Tell(HttpContext http)
    {
        var (charges, headers) = (http.Features.Get<Charge[]>() ?? Count(http, requests: 0), http.Response.Headers);
        (headers["RateLimit"], headers["RateLimit-Policy"]) = charges is [var one, var other]
            ? ($"{Text(one.Left)}, {Text(other.Left)}", $"{one.Policy}, {other.Policy}")
            : (Text(charges[0].Left), charges[0].Policy);
    }

    public void Dispose()
    {
        foreach (var budget in (Budget[])[.. policies.Values, addresses, tokens, tenants]) budget.Dispose();
    }

    private Charge[] Count(HttpContext http, int requests) =>
        (http.GetEndpoint()?.Metadata.GetMetadata<RateLimitPolicy>()?.Name, (http.User.FindFirst("sid") ?? http.User.FindFirst(Caller.KeyClaim))?.Value, http.User.FindFirst("tid")?.Value) switch
        {
            ({ } policy, _, _) => [policies[policy].Take(ClientAddress.Of(http), requests)],
            (_, { } session, { } tenant) => [tokens.Take(session, requests), tenants.Take(tenant, requests)],
            _ => [addresses.Take(ClientAddress.Of(http), requests)],
        };

    private static string Text(LimitView left) => $"\"{left.Policy}\";r={left.Remaining};t={left.Reset}";

    private static int LimitOf(string policy, RateLimits limits) => policy switch
    {
        RateLimitPolicy.Signups => limits.Signups,
        RateLimitPolicy.Codes => limits.Codes,
        RateLimitPolicy.Refreshes => limits.Refreshes,
        RateLimitPolicy.Links => limits.Links,
        RateLimitPolicy.Invitations => limits.Invitations,
        _ => limits.Logins,
    };
}
