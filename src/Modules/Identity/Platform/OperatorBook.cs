using System.Security.Cryptography;
using Crm.Identity.Accounts;
using Crm.Identity.Mfa;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Control;

namespace Crm.Identity.Platform;

/// <summary>Reads and writes operators in the scope's control transaction.</summary>
public sealed class OperatorBook(ControlSession control, Secrets secrets, TimeProvider clock)
{
    /// <summary>Makes an operator, or gives one that exists a new beginning: until the token is used nobody enters by this address.</summary>
    /// <returns>The token to set up password and authenticator with.</returns>
    public async Task<string> InviteAsync(string email, string fullName, CancellationToken ct)
    {
        var (token, now) = (OpaqueToken.New(), clock.GetUtcNow());
        await control.ExecuteAsync(
            """
            insert into identity.operators (id, email, full_name, setup_hash, setup_expires_at, created_at) values (@id, @email, @fullName, @hash, @expires, @now)
            on conflict (email) do update set full_name = excluded.full_name, setup_hash = excluded.setup_hash, setup_expires_at = excluded.setup_expires_at,
              confirmed_at = null, password_hash = null, sealed_totp = null, disabled_at = null, security_version = operators.security_version + 1
            """,
            new { id = Guid.CreateVersion7(), email = Account.Normalise(email), fullName, hash = OpaqueToken.Hash(token), expires = now + Operator.SetupLife, now }, ct);
        await EndStaysAsync(Account.Normalise(email), now, ct);
        return token;
    }

    /// <summary>Every token and impersonation of the operator is void within seconds.</summary>
    /// <returns>Whether there is such an operator.</returns>
    public async Task<bool> DisableAsync(string email, CancellationToken ct)
    {
        var (now, normalised) = (clock.GetUtcNow(), Account.Normalise(email));
        var disabled = await control.ExecuteAsync("update identity.operators set disabled_at = @now, security_version = security_version + 1 where email = @normalised", new { normalised, now }, ct);
        await EndStaysAsync(normalised, now, ct);
        return disabled == 1;
    }

    /// <summary>A stay ends with its session, which its company's journal tells.</summary>
    private Task<int> EndStaysAsync(string normalised, DateTimeOffset now, CancellationToken ct) => control.ExecuteAsync(
        """
        update identity.sessions s set revoked_at = @now, revoked_reason = 'impersonationEnded'
        from identity.impersonations i join identity.operators o on o.id = i.operator_id
        where o.email = @normalised and i.ended_at is null and i.expires_at > @now and s.id = i.session_id and s.revoked_at is null
        """, new { normalised, now }, ct);

    internal Task<Operator?> FindAsync(string email, CancellationToken ct) =>
        control.FirstAsync<Operator>("select * from identity.operators where email = @email for update", new { email = Account.Normalise(email) }, ct);

    /// <summary>Whom the token was made for, if it is unused and in time.</summary>
    internal Task<Operator?> SettingUpAsync(string token, CancellationToken ct) => control.FirstAsync<Operator>(
        "select * from identity.operators where setup_hash = @hash and setup_expires_at > @now and disabled_at is null for update", new { hash = OpaqueToken.Hash(token), now = clock.GetUtcNow() }, ct);

    /// <returns>The new authenticator's secret.</returns>
    internal async Task<byte[]> SetUpAsync(Operator who, string passwordHash, CancellationToken ct)
    {
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretSize);
        await control.ExecuteAsync("update identity.operators set password_hash = @passwordHash, sealed_totp = @box, last_step = 0 where id = @Id",
            new { who.Id, passwordHash, box = secrets.Seal(Operator.SecretPurpose, Convert.ToBase64String(secret)) }, ct);
        return secret;
    }

    internal Task ConfirmAsync(Operator who, CancellationToken ct) => control.ExecuteAsync(
        "update identity.operators set confirmed_at = @now, setup_hash = null, setup_expires_at = null, failed_logins = 0, locked_until = null where id = @Id", new { who.Id, now = clock.GetUtcNow() }, ct);

    /// <summary>Whether the code is the authenticator's; it is used up then.</summary>
    internal async Task<bool> UseCodeAsync(Operator who, string code, CancellationToken ct)
    {
        if (who.SealedTotp is null || Totp.Match(Convert.FromBase64String(secrets.Open(Operator.SecretPurpose, who.SealedTotp)), code, clock.GetUtcNow()) is not { } step || step <= who.LastStep) return false;
        await control.ExecuteAsync("update identity.operators set last_step = @step where id = @Id", new { who.Id, step }, ct);
        return true;
    }

    internal Task SaveFailuresAsync(Operator who, CancellationToken ct) => control.ExecuteAsync(
        "update identity.operators set failed_logins = @FailedLogins, last_failed_at = @LastFailedAt, locked_until = @LockedUntil where id = @Id",
        new { who.Id, who.FailedLogins, who.LastFailedAt, who.LockedUntil }, ct);
}
