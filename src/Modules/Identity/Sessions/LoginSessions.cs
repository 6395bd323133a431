using Crm.Identity.Sso;
using Crm.Identity.Tokens;
using Crm.Kernel.Control;

namespace Crm.Identity.Sessions;

/// <summary>A session together with the refresh token its owner gets now.</summary>
internal sealed record OpenSession(LoginSession Session, string RefreshToken);

/// <summary>Opens, continues and ends sessions in the scope's control transaction. The session's row is the lock of its family.</summary>
internal sealed class LoginSessions(ControlSession control, TimeProvider clock)
{
    private const string Insert = "insert into identity.refresh_tokens (id, session_id, hash, issued_at) values (@id, @sessionId, @hash, @now)";

    public async Task<OpenSession> OpenAsync(Guid accountId, Guid tenantId, string[] methods, string? userAgent, string? ip, CancellationToken ct, SsoEntry? sso = null)
    {
        var now = clock.GetUtcNow();
        var session = new LoginSession
        {
            Id = Guid.CreateVersion7(),
            AccountId = accountId,
            TenantId = tenantId,
            Amr = methods,
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = now + LoginSession.Longest,
            AuthenticatedAt = sso?.AuthenticatedAt,
            SsoConnectionId = sso?.ConnectionId,
        };
        await control.ExecuteAsync(
            """
            insert into identity.sessions (id, account_id, tenant_id, amr, created_at, last_used_at, expires_at, user_agent, ip, authenticated_at, sso_connection_id)
            values (@Id, @AccountId, @TenantId, @Amr, @CreatedAt, @LastUsedAt, @ExpiresAt, @userAgent, @ip, @AuthenticatedAt, @SsoConnectionId)
            """,
            new { session.Id, session.AccountId, session.TenantId, session.Amr, session.CreatedAt, session.LastUsedAt, session.ExpiresAt, userAgent, ip, session.AuthenticatedAt, session.SsoConnectionId }, ct);
        var token = OpaqueToken.New();
        await control.ExecuteAsync(Insert, new { id = Guid.CreateVersion7(), sessionId = session.Id, hash = OpaqueToken.Hash(token), now }, ct);
        return new(session, token);
    }

    /// <summary>Its owner proved again who they are.</summary>
    public async Task<LoginSession> ProveAsync(LoginSession session, string[] methods, CancellationToken ct)
    {
        var proved = session with { Amr = methods, AuthenticatedAt = clock.GetUtcNow() };
        await control.ExecuteAsync("update identity.sessions set amr = @Amr, authenticated_at = @AuthenticatedAt where id = @Id", new { proved.Amr, proved.AuthenticatedAt, proved.Id }, ct);
        return proved;
    }

    /// <summary>The session a refresh token belongs to, alive or not, locked.</summary>
    public Task<LoginSession?> LockByTokenAsync(string token, CancellationToken ct) => control.FirstAsync<LoginSession>(
        "select * from identity.sessions where id = (select session_id from identity.refresh_tokens where hash = @hash) for update", new { hash = OpaqueToken.Hash(token) }, ct);

    public Task<LoginSession?> LockAsync(Guid id, CancellationToken ct) =>
        control.FirstAsync<LoginSession>("select * from identity.sessions where id = @id for update", new { id }, ct);

    /// <summary>The token as it stands now. Ask only after its session is locked.</summary>
    public Task<RefreshToken?> FindTokenAsync(string token, CancellationToken ct) =>
        control.FirstAsync<RefreshToken>("select * from identity.refresh_tokens where hash = @hash", new { hash = OpaqueToken.Hash(token) }, ct);

    /// <summary>Uses the token up and gives its heir.</summary>
    public async Task<string> RotateAsync(RefreshToken used, string token, CancellationToken ct)
    {
        var (heirId, now) = (Guid.CreateVersion7(), clock.GetUtcNow());
        var (heir, box) = RefreshToken.Bequeath(token, heirId);
        await control.ExecuteAsync(
            $"""
            {Insert};
            update identity.refresh_tokens set sealed_heir = null where heir_id = @used;
            update identity.refresh_tokens set used_at = @now, heir_id = @id, sealed_heir = @box where id = @used;
            update identity.sessions set last_used_at = @now where id = @sessionId;
            """,
            new { used = used.Id, sessionId = used.SessionId, id = heirId, hash = OpaqueToken.Hash(heir), box, now }, ct);
        return heir;
    }

    /// <summary>A new token in place of whatever the session had.</summary>
    public async Task<string> ReplaceAsync(LoginSession session, CancellationToken ct)
    {
        var (token, now) = (OpaqueToken.New(), clock.GetUtcNow());
        await control.ExecuteAsync(
            $"""
            update identity.refresh_tokens set used_at = coalesce(used_at, @now), sealed_heir = null
            where session_id = @sessionId and (used_at is null or sealed_heir is not null);
            {Insert};
            """,
            new { id = Guid.CreateVersion7(), sessionId = session.Id, hash = OpaqueToken.Hash(token), now }, ct);
        return token;
    }

    public Task MoveAsync(LoginSession session, Guid tenantId, CancellationToken ct) => control.ExecuteAsync(
        "update identity.sessions set tenant_id = @tenantId, last_used_at = @now where id = @Id", new { session.Id, tenantId, now = clock.GetUtcNow() }, ct);

    public Task RevokeAsync(Guid id, string reason, CancellationToken ct) => control.ExecuteAsync(
        "update identity.sessions set revoked_at = @now, revoked_reason = @reason where id = @id and revoked_at is null", new { id, reason, now = clock.GetUtcNow() }, ct);

    /// <summary>Whoever proved an authenticator that is gone has proved a password.</summary>
    public Task ForgetCodeAsync(Guid accountId, CancellationToken ct) =>
        control.ExecuteAsync("update identity.sessions set amr = array_remove(amr, 'otp') where account_id = @accountId and revoked_at is null", new { accountId }, ct);

    /// <summary>With what was begun: an address that one of them asked for, or a login that waits for its code, would otherwise outlive them.</summary>
    public Task RevokeAllAsync(Guid accountId, string reason, CancellationToken ct, Guid? except = null) => control.ExecuteAsync(
        """
        update identity.sessions set revoked_at = @now, revoked_reason = @reason where account_id = @accountId and revoked_at is null and expires_at > @now and id is distinct from @except;
        update identity.email_changes set cancelled_at = @now where account_id = @accountId and cancelled_at is null and confirmed_at is null and session_id is distinct from @except;
        update identity.mfa_challenges set used_at = @now where account_id = @accountId and used_at is null;
        """, new { accountId, reason, except, now = clock.GetUtcNow() }, ct);
}
