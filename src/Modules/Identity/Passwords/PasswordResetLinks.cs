using Crm.Identity.Tokens;
using Crm.Kernel.Control;

namespace Crm.Identity.Passwords;

/// <summary>Makes links to set a new password, in the scope's control transaction. A newer one makes earlier ones void.</summary>
internal sealed class PasswordResetLinks(ControlSession control, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    /// <summary>Gives the token to be mailed.</summary>
    public async Task<string> NewAsync(Guid id, Guid accountId, CancellationToken ct)
    {
        var (token, now) = (OpaqueToken.New(), clock.GetUtcNow());
        await control.ExecuteAsync("insert into identity.password_resets (id, account_id, hash, created_at, expires_at) values (@id, @accountId, @hash, @now, @expires)",
            new { id, accountId, hash = OpaqueToken.Hash(token), now, expires = now + Life }, ct);
        return token;
    }

    /// <summary>
    /// Whether another mail may go to the account: three within an hour, then one each five minutes. Whoever is refused one has a link in their mail that works
    /// for 25 minutes more, so nobody can use up another person's.
    /// </summary>
    public Task<bool> MayMailAsync(Guid id, Guid accountId, CancellationToken ct) => control.FirstAsync<bool>(
        """
        select not exists (select from identity.password_resets where id = @id)
          and ((select count(*) from identity.password_resets where account_id = @accountId and created_at > @hourAgo) < 3
            or not exists (select from identity.password_resets where account_id = @accountId and created_at > @lately))
        """, new { id, accountId, hourAgo = clock.GetUtcNow().AddHours(-1), lately = clock.GetUtcNow().AddMinutes(-5) }, ct);
}
