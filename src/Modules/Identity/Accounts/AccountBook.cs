using Crm.Kernel.Control;

namespace Crm.Identity.Accounts;

/// <summary>Reads and writes accounts in the scope's control transaction.</summary>
internal sealed class AccountBook(ControlSession control)
{
    public Task<Account?> FindAsync(string email, CancellationToken ct) =>
        control.FirstAsync<Account>("select * from identity.accounts where email = @email", new { email = Account.Normalise(email) }, ct);

    public Task<Account?> FindAsync(Guid id, CancellationToken ct) =>
        control.FirstAsync<Account>("select * from identity.accounts where id = @id", new { id }, ct);

    public Task<Account?> LockAsync(Guid id, CancellationToken ct) =>
        control.FirstAsync<Account>("select * from identity.accounts where id = @id for update", new { id }, ct);

    public Task SaveFailureAsync(Account account, CancellationToken ct) => control.ExecuteAsync(
        "update identity.accounts set failed_logins = @FailedLogins, last_failed_at = @LastFailedAt, locked_until = @LockedUntil where id = @Id",
        new { account.Id, account.FailedLogins, account.LastFailedAt, account.LockedUntil }, ct);

    /// <param name="passwordHash">The password as it is to be stored from now on.</param>
    public Task SaveSuccessAsync(Guid id, Guid tenantId, string passwordHash, CancellationToken ct) => control.ExecuteAsync(
        """
        update identity.accounts
        set failed_logins = 0, last_failed_at = null, locked_until = null, last_tenant_id = @tenantId, password_hash = @passwordHash
        where id = @id
        """,
        new { id, tenantId, passwordHash }, ct);

    /// <summary>A new password: what was known of failures is moot. Whoever calls this ends the sessions of before.</summary>
    public Task SavePasswordAsync(Guid id, string passwordHash, DateTimeOffset now, CancellationToken ct) => control.ExecuteAsync(
        """
        update identity.accounts
        set password_hash = @passwordHash, verified_at = coalesce(verified_at, @now),
            failed_logins = 0, last_failed_at = null, locked_until = null
        where id = @id
        """,
        new { id, passwordHash, now }, ct);
}
