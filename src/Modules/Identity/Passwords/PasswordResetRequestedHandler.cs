using Crm.Contracts.Identity;
using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Control;

namespace Crm.Identity.Passwords;

/// <summary>Mails the link, if the address has an account.</summary>
public static class PasswordResetRequestedHandler
{
    public static async Task Handle(PasswordResetRequested e, ControlSession control, Mails mails, CrmSettings settings, TimeProvider clock, CancellationToken ct)
    {
        var (accounts, links) = (new AccountBook(control), new PasswordResetLinks(control, clock));
        if (await accounts.FindAsync(e.Email, ct) is not { VerifiedAt: not null } known) return;
        var account = (await accounts.LockAsync(known.Id, ct))!;
        if (!await links.MayMailAsync(e.EventId, account.Id, ct)) return;
        var token = await links.NewAsync(e.EventId, account.Id, ct);
        await control.PublishAsync(mails.Compose(account.EmailAsTyped, "Set a new password", $"""
            Hello {account.FullName},

            somebody, hopefully you, asked to set a new password for this address. The link works once, for 30 minutes:

            {settings.WebLink($"reset-password?token={token}").AbsoluteUri}

            If it was not you, there is nothing to do: without the link nothing changes.
            """), ct);
        await control.CommitAsync(ct);
    }
}
