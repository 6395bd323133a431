using Crm.Contracts.Identity;
using Crm.Identity.Accounts;
using Crm.Identity.Tokens;
using Crm.Kernel.Control;

namespace Crm.Identity.EmailChanges;

/// <summary>Reads and writes changes of addresses in the scope's control transaction. The account's row is the lock of all its changes.</summary>
internal sealed class EmailChangeBook(ControlSession control, AccountBook accounts, TimeProvider clock)
{
    // Somebody who ended the session that asked, other than by logging out, does not trust it.
    private const string Pending = """
        cancelled_at is null and confirmed_at is null and expires_at > @now
          and not exists (select from identity.sessions s where s.id = session_id and s.revoked_at is not null and s.revoked_reason <> 'logout')
        """;
    private const string Undoable = "undo_hash = @hash and undone_at is null and undo_until > @now";

    public Task<string?> PendingAsync(Guid accountId, CancellationToken ct) => control.FirstAsync<string>(
        $"select new_email_as_typed from identity.email_changes where account_id = @accountId and {Pending}", new { accountId, now = clock.GetUtcNow() }, ct);

    /// <summary>How often the account asked within the hour, and how often anybody asked for the address.</summary>
    public Task<(long ByAccount, long ForAddress)> RecentAsync(Guid accountId, string email, CancellationToken ct) => control.FirstAsync<(long, long)>(
        """
        select (select count(*) from identity.email_changes where account_id = @accountId and created_at > @since),
               (select count(*) from identity.email_changes where new_email = @email and created_at > @since)
        """, new { accountId, email = Account.Normalise(email), since = clock.GetUtcNow().AddHours(-1) }, ct);

    /// <summary>The newest wins: what was pending is void. Gives the token to be mailed.</summary>
    public async Task<(EmailChange Change, string Token)> OpenAsync(Account account, Guid sessionId, string email, CancellationToken ct)
    {
        var (token, now) = (OpaqueToken.New(), clock.GetUtcNow());
        var change = new EmailChange { Id = Guid.CreateVersion7(), NewEmailAsTyped = email.Trim(), CreatedAt = now, ExpiresAt = now + EmailChange.Life };
        await CancelAsync(account.Id, ct);
        await control.ExecuteAsync(
            """
            insert into identity.email_changes (id, account_id, session_id, old_email, old_email_as_typed, new_email, new_email_as_typed, hash, created_at, expires_at)
            values (@Id, @account, @sessionId, @Email, @EmailAsTyped, @normalised, @NewEmailAsTyped, @hash, @CreatedAt, @ExpiresAt)
            """,
            new
            {
                change.Id,
                account = account.Id,
                sessionId,
                account.Email,
                account.EmailAsTyped,
                normalised = Account.Normalise(email),
                change.NewEmailAsTyped,
                hash = OpaqueToken.Hash(token),
                change.CreatedAt,
                change.ExpiresAt,
            }, ct);
        return (change, token);
    }

    public Task<int> CancelAsync(Guid accountId, CancellationToken ct) =>
        control.ExecuteAsync($"update identity.email_changes set cancelled_at = @now where account_id = @accountId and {Pending}", new { accountId, now = clock.GetUtcNow() }, ct);

    /// <summary>The change that the mailed token confirms, with its account locked.</summary>
    public Task<EmailChange?> FindPendingAsync(string token, CancellationToken ct) => FindAsync($"hash = @hash and {Pending}", token, ct);

    /// <summary>The change that the mailed token takes back, with its account locked.</summary>
    public Task<EmailChange?> FindUndoableAsync(string token, CancellationToken ct) => FindAsync(Undoable, token, ct);

    /// <summary>Gives the token by which it can be undone.</summary>
    public async Task<string> ConfirmAsync(EmailChange change, CancellationToken ct)
    {
        var (undo, now) = (OpaqueToken.New(), clock.GetUtcNow());
        await MoveAsync(change.AccountId, change.NewEmail, change.NewEmailAsTyped, ct);
        await control.ExecuteAsync("update identity.email_changes set confirmed_at = @now, undo_hash = @hash, undo_until = @until where id = @Id",
            new { change.Id, now, hash = OpaqueToken.Hash(undo), until = now + EmailChange.Undoable }, ct);
        return undo;
    }

    /// <summary>Whatever was changed or asked for since is void with it: the way back belongs to whoever had the address first.</summary>
    public async Task UndoAsync(EmailChange change, CancellationToken ct)
    {
        await MoveAsync(change.AccountId, change.OldEmail, change.OldEmailAsTyped, ct);
        await control.ExecuteAsync(
            "update identity.email_changes set undone_at = @now, cancelled_at = coalesce(cancelled_at, @now) where account_id = @AccountId and created_at >= @CreatedAt",
            new { change.AccountId, change.CreatedAt, now = clock.GetUtcNow() }, ct);
    }

    private async Task<EmailChange?> FindAsync(string condition, string token, CancellationToken ct)
    {
        var parameters = new { hash = OpaqueToken.Hash(token), now = clock.GetUtcNow() };
        if (await control.FirstAsync<Guid?>($"select account_id from identity.email_changes where {condition}", parameters, ct) is not { } account) return null;
        await accounts.LockAsync(account, ct);
        return await control.FirstAsync<EmailChange>($"select * from identity.email_changes where {condition}", parameters, ct); // as it is now that nobody else writes
    }

    /// <summary>Links to set a password that went to the former address are void, and the copies in companies follow.</summary>
    private async Task MoveAsync(Guid accountId, string email, string typed, CancellationToken ct)
    {
        if (await accounts.FindAsync(email, ct) is { } holder && holder.Id != accountId) throw AccountProblems.EmailTaken.With();
        await control.ExecuteAsync(
            """
            update identity.accounts set email = @email, email_as_typed = @typed where id = @accountId;
            update identity.password_resets set used_at = @now where account_id = @accountId and used_at is null;
            """, new { accountId, email, typed, now = clock.GetUtcNow() }, ct);
        foreach (var tenant in await control.QueryAsync<Guid>("select tenant_id from identity.memberships where account_id = @accountId", new { accountId }, ct))
            await control.PublishAsync(new AccountEmailChanged(Guid.CreateVersion7(), accountId, tenant), ct);
    }
}
