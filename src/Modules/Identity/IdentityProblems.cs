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

    public static readonly ProblemType RoleUnknown = new("role.unknown", 422, "There is no such role",
        "Name a built-in role (`owner`, `admin`, `manager`, `member`, `readOnly`) or the id of one of the company's own.");

    public static readonly ProblemType RoleNameTaken = new("role.nameTaken", 409, "A role has this name already",
        "Names of roles differ in more than their case.");

    public static readonly ProblemType RoleBuiltIn = new("role.builtIn", 409, "The role is built in",
        "Built-in roles are the same in every company. Make a role of your own with the permissions you want.");

    public static readonly ProblemType RoleInUse = new("role.inUse", 409, "The role is in use",
        "Members have it, open invitations name it, or new members get it by single sign-on. Say with `reassignTo` which role is to take its place; single sign-on never gives `owner`.");

    public static readonly ProblemType TooManyRoles = new("role.tooMany", 409, "The company has too many roles",
        "A company has at most 100 roles of its own. Remove those that nobody needs.");

    public static readonly ProblemType BeyondOwnRights = new("role.beyondOwnRights", 403, "Nobody gives what they do not have",
        "A role can be made, changed or given only by somebody who may do everything the role may, at least as far, and with every field at least as much. The same holds for changing who has it.");

    public static readonly ProblemType TeamNameTaken = new("team.nameTaken", 409, "A team has this name already",
        "Names of teams differ in more than their case.");

    public static readonly ProblemType TeamLoop = new("team.loop", 422, "A team cannot be below itself",
        "The parent is the team itself or one of the teams below it, or the tree would be deeper than ten.");

    public static readonly ProblemType TeamNotEmpty = new("team.notEmpty", 409, "There are teams below this one",
        "Move or remove the teams below it first.");

    public static readonly ProblemType LastOwner = new("member.lastOwner", 409, "A company has at least one owner",
        "Make somebody else an owner first.");

    public static readonly ProblemType AlreadyMember = new("invitation.alreadyMember", 409, "The address belongs to a member",
        "Whoever has this address is in the company already, perhaps suspended.");

    public static readonly ProblemType InvitationPending = new("invitation.pending", 409, "The address is invited already",
        "Send that invitation again, or take it back first.");

    public static readonly ProblemType TooManyInvitations = new("invitation.tooMany", 409, "Too many invitations are open",
        "A company has at most 500 open invitations. Take back those that nobody answers.");

    public static readonly ProblemType InvitationOver = new("invitation.over", 409, "The invitation is over",
        "It was accepted or taken back.");

    public static readonly ProblemType InvitationInvalid = new("invitation.invalid", 422, "The link is not valid any more",
        "An invitation works once, for 7 days, and only by the newest link. Ask whoever invited you for another one.");

    public static readonly ProblemType PasswordWrong = new("password.wrong", 422, "The current password is wrong",
        "It is not the account's password, or the account waits after too many failures.");

    public static readonly ProblemType MfaRefused = new("auth.mfaRefused", 401, "The code is not valid",
        "The code is wrong or used up, or the login that asked for it is over: it lives five minutes and five tries. Log in again.");

    public static readonly ProblemType MfaRequired = new("auth.mfaRequired", 403, "The company demands a code",
        "Log in to this company with a password and the code of an authenticator app.");

    public static readonly ProblemType MfaAlreadyOn = new("mfa.alreadyOn", 409, "There is an authenticator already",
        "Remove the one in use before another is enrolled.");

    public static readonly ProblemType MfaNotEnrolled = new("mfa.notEnrolled", 409, "There is no authenticator to confirm or use",
        "Enrol one first.");

    public static readonly ProblemType MfaCodeWrong = new("mfa.codeWrong", 422, "The code is not the authenticator's",
        "Codes change every 30 seconds and work once. Check the clock of the device.");

    public static readonly ProblemType StepUpRequired = new("auth.stepUpRequired", 403, "Prove again who you are",
        "The act asks for a login within the last five minutes: `POST /api/v1/auth/step-up`, then repeat it with the new access token. After single sign-on, sign on anew with `reauthenticate`.");

    public static readonly ProblemType StepUpRefused = new("auth.stepUpRefused", 422, "The proof is not valid",
        "The password or the code is wrong, or the account waits after too many failures.");

    public static readonly ProblemType ApiKeyNotOwn = new("apiKey.notOwn", 403, "The key is somebody else's",
        "A key works with the rights and the records of whoever made it, so nobody else changes it or gets a new secret for it. Revoke it, and make one of your own.");

    public static readonly ProblemType ApiKeyRevoked = new("apiKey.revoked", 409, "The key is revoked",
        "A revoked key stays revoked. Make a new one.");
}
