using Crm.Identity.Sso;
using Crm.Identity.Tokens;
using Crm.Kernel.Control;

namespace Crm.Identity.Mfa;

/// <summary>A login whose password was right and whose code is still to come.</summary>
internal sealed record MfaChallenge
{
    public const int Tries = 5;
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid TenantId { get; init; }
    public Guid? SsoConnectionId { get; init; }
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>How the first step was made, if not by password.</summary>
    public SsoEntry? Sso => SsoConnectionId is { } connection ? new(connection, AuthenticatedAt ?? DateTimeOffset.UnixEpoch) : null;
}

/// <summary>Opens challenges and takes answers to them, in the scope's control transaction.</summary>
internal sealed class MfaChallenges(ControlSession control, TimeProvider clock)
{
    public async Task<string> OpenAsync(Guid accountId, Guid tenantId, CancellationToken ct, SsoEntry? sso = null)
    {
        var (token, now) = (OpaqueToken.New(), clock.GetUtcNow());
        await control.ExecuteAsync(
            """
            insert into identity.mfa_challenges (id, hash, account_id, tenant_id, created_at, expires_at, sso_connection_id, authenticated_at)
            values (@id, @hash, @accountId, @tenantId, @now, @expires, @ConnectionId, @AuthenticatedAt)
            """,
            new { id = Guid.CreateVersion7(), hash = OpaqueToken.Hash(token), accountId, tenantId, now, expires = now + MfaChallenge.Life, sso?.ConnectionId, sso?.AuthenticatedAt }, ct);
        return token;
    }

    /// <summary>The challenge of the token, with one more try counted; null if it is unknown, over, or was tried too often. Locks the account first, as a change of its password does.</summary>
    public Task<MfaChallenge?> TryAsync(string token, CancellationToken ct) => control.FirstAsync<MfaChallenge>(
        """
        with held as materialized (
          select a.id from identity.mfa_challenges c join identity.accounts a on a.id = c.account_id where c.hash = @hash for update of a)
        update identity.mfa_challenges c set attempts = attempts + 1 from held
        where c.account_id = held.id and c.hash = @hash and c.used_at is null and c.expires_at > @now and c.attempts < @Tries
        returning c.id, c.account_id, c.tenant_id, c.sso_connection_id, c.authenticated_at
        """,
        new { hash = OpaqueToken.Hash(token), now = clock.GetUtcNow(), MfaChallenge.Tries }, ct);

    public Task CloseAsync(MfaChallenge challenge, CancellationToken ct) =>
        control.ExecuteAsync("update identity.mfa_challenges set used_at = @now where id = @Id", new { challenge.Id, now = clock.GetUtcNow() }, ct);
}
