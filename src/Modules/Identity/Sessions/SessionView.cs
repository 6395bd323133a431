namespace Crm.Identity.Sessions;

/// <summary>A login as its owner recognises it.</summary>
/// <param name="Methods">How it was authenticated (RFC 8176): <c>pwd</c>, <c>otp</c>…</param>
/// <param name="Current">Whether it is the one that asks.</param>
internal sealed record SessionView(Guid Id, Guid TenantId, IReadOnlyList<string> Methods, string? UserAgent, string? Ip, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, bool Current)
{
    /// <summary>Those that can still be continued.</summary>
    public const string Alive = "select s.* from identity.sessions s where s.revoked_at is null and s.expires_at > @now and s.last_used_at > @idle";

    public static SessionView Of(LoginSession s, Guid current) => new(s.Id, s.TenantId, s.Amr, s.UserAgent, s.Ip, s.CreatedAt, s.LastUsedAt, s.ExpiresAt, s.Id == current);
}
