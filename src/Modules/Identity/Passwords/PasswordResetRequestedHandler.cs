using Crm.Contracts.Identity;
using Crm.Identity.Accounts;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Control;

namespace Crm.Identity.Passwords;

/// <summary>Mails the link, if the address has an account. A newer link makes earlier ones void; after five in an hour no more go out.</summary>
public static class PasswordResetRequestedHandler
{
    private const int MailsPerHour = 5;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    public static async Task Handle(PasswordResetRequested e, ControlSession control, Mails mails, CrmSettings settings, TimeProvider clock, CancellationToken ct)
    {
        var account = await new AccountBook(control).FindAsync(e.Email, ct);
        if (account?.VerifiedAt is null) return;
        var (token, now) = (OpaqueToken.New(), clock.GetUtcNow());
        var isNew = await control.ExecuteAsync(
            """
            insert into identity.password_resets (id, account_id, hash, created_at, expires_at)
            select @EventId, @account, @hash, @now, @expires
            where (select count(*) from identity.password_resets where account_id = @account and created_at > @hourAgo) < @MailsPerHour
            on conflict (id) do nothing
            """,
            new { e.EventId, account = account.Id, hash = OpaqueToken.Hash(token), now, expires = now + Life, hourAgo = now.AddHours(-1), MailsPerHour }, ct) > 0;
        if (!isNew) return;
        await control.PublishAsync(mails.Compose(account.EmailAsTyped, "Set a new password", $"""
            Hello {account.FullName},

            somebody, hopefully you, asked to set a new password for this address. The link works once, for 30 minutes:

            {settings.WebLink($"reset-password?token={token}").AbsoluteUri}

            If it was not you, there is nothing to do: without the link nothing changes.
            """), ct);
        await control.CommitAsync(ct);
    }
}
