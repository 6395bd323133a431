using Crm.Contracts.Mail;
using Crm.Identity.Accounts;
using Crm.Kernel;

namespace Crm.Identity.EmailChanges;

/// <summary>What is written to the old and the new address.</summary>
internal sealed class EmailChangeMails(Mails mails, CrmSettings settings)
{
    public MailRequested Confirm(EmailChange change, string token) => mails.Compose(change.NewEmailAsTyped, "Confirm your new address", $"""
        Hello,

        somebody, hopefully you, wants to log in with this address from now on. The link works once, for 24 hours:

        {settings.WebLink($"confirm-email?token={token}").AbsoluteUri}

        If it was not you, there is nothing to do: without the link nothing changes.
        """);

    /// <summary>To the owner of an address that somebody else wants.</summary>
    public MailRequested Taken(EmailChange change) => mails.Compose(change.NewEmailAsTyped, "This address has an account already", $"""
        Hello,

        somebody, perhaps you, wanted to give this address to another account. You have an account with it already, so nothing was changed.

        Log in with it, or set a new password, here:

        {settings.WebLink("login").AbsoluteUri}
        """);

    public MailRequested Changed(Account account, EmailChange change, string undo) => mails.Compose(change.OldEmailAsTyped, "The address of your account was changed", $"""
        Hello {account.FullName},

        your account is now used with another address, and every other device was signed out.

        If it was not you, open this link within 7 days. It gives the account back to this address and signs everybody out:

        {settings.WebLink($"undo-email-change?token={undo}").AbsoluteUri}
        """);

    public MailRequested Undone(Account account, EmailChange change, string reset) => mails.Compose(change.OldEmailAsTyped, "Your account is yours again", $"""
        Hello {account.FullName},

        the account is used with this address again, everybody was signed out, and its password works no more. Set a new one within 30 minutes, or ask for another link later:

        {settings.WebLink($"reset-password?token={reset}").AbsoluteUri}
        """);
}
