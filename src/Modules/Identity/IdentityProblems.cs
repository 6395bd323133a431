using Crm.Kernel.Problems;

namespace Crm.Identity;

/// <summary>The problems of signing in.</summary>
public static class IdentityProblems
{
    public static readonly ProblemType InvalidCredentials = new("auth.invalidCredentials", 401, "The credentials are not valid",
        "The address, the password or the company is wrong, or the account waits after too many failures. The answer is the same in every case.");

    public static readonly ProblemType RefreshReused = new("auth.refreshReused", 401, "The refresh token was used before",
        "A refresh token works once. This one came a second time, so its session was ended in case it was stolen. Log in again.");

    public static readonly ProblemType NotMember = new("auth.notMember", 404, "There is no such company for you",
        "The company does not exist, or the account is not a member of it.");

    public static readonly ProblemType ResetTokenInvalid = new("auth.resetTokenInvalid", 422, "The link is not valid any more",
        "A link to set a new password works once, for 30 minutes, and only if it is the newest. Ask for another one.");

    public static readonly ProblemType Busy = new("auth.busy", 503, "Too many people are signing in",
        "Checking passwords is deliberately expensive and takes turns. Try again after `Retry-After` seconds.");
}
