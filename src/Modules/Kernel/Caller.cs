using System.Security.Claims;

namespace Crm.Kernel;

/// <summary>Who makes the request, as the access token says.</summary>
/// <param name="AccountId">The account; empty for a stranger.</param>
/// <param name="TenantId">The tenant the token is for; empty for a stranger.</param>
/// <param name="SessionId">The login session the token belongs to.</param>
/// <param name="Role">The caller's role in the tenant.</param>
public sealed record Caller(Guid AccountId, Guid TenantId, Guid SessionId, string Role)
{
    /// <summary>The claim that names the API key a principal came by.</summary>
    public const string KeyClaim = "api_key";

    /// <summary>The claim that names the operator of the service who makes the request.</summary>
    public const string OperatorClaim = "operator";

    /// <summary>The claim that names the stay in which an operator works as a member.</summary>
    public const string ImpersonationClaim = "imp";

    public static Caller Nobody { get; } = new(default, default, default, "");

    /// <summary>The API key by which a program works for the account, if it is one.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>The operator of the service who works as the account, or on the platform, where there is no account.</summary>
    public Guid? OperatorId { get; init; }

    /// <summary>The stay in which an operator works as the account.</summary>
    public Guid? ImpersonationId { get; init; }

    /// <summary>When the caller last proved who they are; the beginning of time for programs.</summary>
    public DateTimeOffset ProvedAt { get; init; }

    /// <summary>As change log entries name it.</summary>
    public string Actor => OperatorId is { } id ? $"operator:{id}" : AccountId == default ? "anonymous" : ApiKeyId is { } key ? $"apiKey:{key}" : $"account:{AccountId}";

    public static Caller From(ClaimsPrincipal user) => Id(user, "sub") is { } account && account != default
        ? new(account, Id(user, "tid"), Id(user, "sid"), user.FindFirstValue("role") ?? "")
        {
            ApiKeyId = Some(user, KeyClaim),
            OperatorId = Some(user, OperatorClaim),
            ImpersonationId = Some(user, ImpersonationClaim),
            ProvedAt = long.TryParse(user.FindFirstValue("auth_time"), out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default,
        }
        : Nobody;

    private static Guid? Some(ClaimsPrincipal user, string claim) => user.HasClaim(c => c.Type == claim) ? Id(user, claim) : null;

    private static Guid Id(ClaimsPrincipal user, string claim) => Guid.TryParse(user.FindFirstValue(claim), out var id) ? id : default;
}
