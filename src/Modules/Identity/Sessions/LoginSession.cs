namespace Crm.Identity.Sessions;

/// <summary>One login on one device: a family of refresh tokens, of which the newest is alive.</summary>
internal sealed record LoginSession
{
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(60);
    public const string Reused = "refreshReused";

    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid TenantId { get; init; }
    public string[] Amr { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastUsedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public string? RevokedReason { get; init; }
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>The connection it came by; such a session stays in its company.</summary>
    public Guid? SsoConnectionId { get; init; }

    public string? UserAgent { get; init; }
    public string? Ip { get; init; }

    public bool IsAlive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt && now < LastUsedAt + Idle;
}
