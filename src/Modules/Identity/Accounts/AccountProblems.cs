using Crm.Kernel.Problems;

namespace Crm.Identity.Accounts;

/// <summary>The problems of keeping one's own account.</summary>
public static class AccountProblems
{
    public static readonly ProblemType PasswordSessionRequired = new("auth.passwordSessionRequired", 403, "Log in with your password",
        "The session began without a password, so nobody here knows that it is the account's owner. Log in with the password and repeat the act.");

    public static readonly ProblemType EmailTaken = new("account.emailTaken", 409, "Another account has this address",
        "An address belongs to one account. It was free when the link was mailed, and was taken since.");

    public static readonly ProblemType EmailChangeInvalid = new("account.emailChangeInvalid", 422, "The link is not valid any more",
        "A link to confirm an address works once, for 24 hours, and only if it is the newest; a link to undo a change works once, for 7 days.");
}
