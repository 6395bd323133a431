using Crm.Identity.Accounts;
using Crm.Identity.Mfa;
using Crm.Identity.Passwords;
using Crm.Identity.Sso;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Sessions;

/// <summary>Proves again who one is, for acts that ask for a login within the last five minutes. With an authenticator the code is needed, without one the password.</summary>
internal sealed record StepUp
{
    public string? Password { get; init; }

    /// <summary>Of the authenticator app, or a recovery code.</summary>
    public string? Code { get; init; }
}

internal sealed class StepUpValidator : Validator<StepUp>
{
    public StepUpValidator()
    {
        RuleFor(r => r.Password).MaximumLength(PasswordPolicy.Longest);
        RuleFor(r => r.Code).MaximumLength(40);
    }
}

internal sealed class StepUpEndpoint(
    ControlSession control, AccountBook accounts, AccessJournal journal, FailedProofs failures, Memberships memberships, LoginSessions sessions, SecondFactor factor, PasswordHasher hasher, Reception reception, Caller caller, TimeProvider clock)
    : Endpoint<StepUp, LoginView>
{
    public override void Configure()
    {
        Post("/api/v1/auth/step-up");
        Permissions(IdentityModule.WriteMe);
        this.RateLimitPolicy(RateLimitPolicy.Logins);
        this.Describes("stepUp", "Sessions", "Prove again who one is", 200, IdentityProblems.StepUpRefused, SsoProblems.PasswordLoginNeeded, IdentityProblems.Busy);
        this.Heeds(RefreshCookie.Parameter);
    }

    public override async Task HandleAsync(StepUp r, CancellationToken ct)
    {
        if (User.HasClaim(claim => claim.Type == AccessToken.SsoClaim)) throw SsoProblems.PasswordLoginNeeded.With();
        var seen = (await accounts.FindAsync(caller.AccountId, ct))!;
        var byCode = await factor.IsOnAsync(seen.Id, ct);
        await control.CommitAsync(ct); // no connection waits while the password is hashed
        var fits = !byCode && await hasher.VerifyAsync(seen.PasswordHash, r.Password ?? "", ct);

        var account = (await accounts.LockAsync(caller.AccountId, ct))!;
        if (account.IsLocked(clock.GetUtcNow()) || !(byCode ? await factor.CheckAsync(account.Id, r.Code ?? "", ct) : fits))
            throw await failures.RememberAsync(account, "stepUpFailed", caller.TenantId, IdentityProblems.StepUpRefused.With(), ct);
        var session = await sessions.LockAsync(caller.SessionId, ct);
        if (session?.IsAlive(clock.GetUtcNow()) is not true) throw KernelProblems.Unauthenticated.With();
        session = await sessions.ProveAsync(session, byCode ? ["pwd", "otp"] : session.Amr, ct);
        await journal.NoteAsync("steppedUp", account.Id, caller.TenantId, byOwner: true, ct);
        var all = await memberships.OfAsync(account.Id, ct);
        var entered = Memberships.Choose(all, caller.TenantId.ToString(), null) ?? throw KernelProblems.Unauthenticated.With();
        await Send.OkAsync(await reception.AnswerAsync(HttpContext, account, new(session, await sessions.ReplaceAsync(session, ct)), entered, all, ct), ct);
    }
}
