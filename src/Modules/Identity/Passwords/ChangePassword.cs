using Crm.Identity.Accounts;
using Crm.Identity.Sessions;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Passwords;

/// <summary>Sets a new password, knowing the old one. Ends all other sessions of the account.</summary>
internal sealed record ChangePassword
{
    public required string CurrentPassword { get; init; }
    public required string NewPassword { get; init; }
}

internal sealed class ChangePasswordValidator : Validator<ChangePassword>
{
    public ChangePasswordValidator()
    {
        RuleFor(r => r.CurrentPassword).NotEmpty().MaximumLength(PasswordPolicy.Longest);
        RuleFor(r => r.NewPassword).NotEmpty().MaximumLength(PasswordPolicy.Longest);
    }
}

internal sealed class ChangePasswordEndpoint(
    ControlSession control, AccountBook accounts, AccessJournal journal, FailedProofs failures, LoginSessions sessions, PasswordHasher hasher, PasswordRules rules, Memberships memberships, Mails mails, Caller caller, TimeProvider clock) : Endpoint<ChangePassword>
{
    public override void Configure()
    {
        Put("/api/v1/me/password");
        Permissions(IdentityModule.WriteMe);
        this.RateLimitPolicy(RateLimitPolicy.Logins);
        this.Describes("changePassword", "Me", "Change one's own password", 204, IdentityProblems.PasswordWrong, IdentityProblems.Busy);
    }

    public override async Task HandleAsync(ChangePassword r, CancellationToken ct)
    {
        var account = (await accounts.FindAsync(caller.AccountId, ct))!;
        var companies = await memberships.OfAsync(account.Id, ct);
        await control.CommitAsync(ct); // no connection waits while the password is hashed
        var fits = !account.IsLocked(clock.GetUtcNow()) && await hasher.VerifyAsync(account.PasswordHash, r.CurrentPassword, ct);
        // Whoever found an open session must not guess on: a wrong one counts as a failed login.
        if (!fits) throw await failures.RememberAsync(await accounts.LockAsync(account.Id, ct), "passwordChangeFailed", caller.TenantId, IdentityProblems.PasswordWrong.With(pointer: "/currentPassword"), ct);
        rules.Check(r.NewPassword, account, companies, "/newPassword");
        var hash = await hasher.HashAsync(r.NewPassword, ct);

        var now = clock.GetUtcNow();
        if ((await accounts.LockAsync(account.Id, ct))!.PasswordHash != account.PasswordHash) throw KernelProblems.Conflict.With();
        await accounts.SavePasswordAsync(account.Id, hash, now, ct);
        await sessions.RevokeAllAsync(account.Id, "passwordChanged", ct, except: caller.SessionId);
        await journal.NoteAsync("passwordChanged", account.Id, caller.TenantId, byOwner: true, ct);
        await control.PublishAsync(mails.Compose(account.EmailAsTyped, "Your password was changed", $"""
            Hello {account.FullName},

            the password of this address was just changed, and every other device was signed out.

            If it was not you, ask for a link to set a new password at once.
            """), ct);
        await Send.NoContentAsync(ct);
    }
}
