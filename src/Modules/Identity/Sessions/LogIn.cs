using Crm.Identity.Accounts;
using Crm.Identity.Mfa;
using Crm.Identity.Passwords;
using Crm.Identity.Sso;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Sessions;

/// <summary>Signs in.</summary>
internal sealed record LogIn
{
    public required string Email { get; init; }
    public required string Password { get; init; }

    /// <summary>Slug or id of the company to enter; without it the last used one.</summary>
    public string? Tenant { get; init; }
}

internal sealed class LogInValidator : Validator<LogIn>
{
    public LogInValidator()
    {
        RuleFor(r => r.Email).NotEmpty().MaximumLength(320);
        RuleFor(r => r.Password).NotEmpty().MaximumLength(PasswordPolicy.Longest);
        RuleFor(r => r.Tenant).MaximumLength(64);
    }
}

internal sealed class LogInEndpoint(
    ControlSession control, AccountBook accounts, AccessJournal journal, FailedProofs failures, Memberships memberships, LoginSessions sessions, PasswordHasher hasher, MfaChallenges challenges, SecondFactor factor,
    Reception reception, Attempts attempts, TimeProvider clock) : Endpoint<LogIn, LogInAnswer>
{
    public override void Configure()
    {
        Post("/api/v1/auth/login");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Logins);
        this.Describes("logIn", "Sessions", "Log in", 200, IdentityProblems.InvalidCredentials, SsoProblems.Required, IdentityProblems.Busy);
        this.HashesAPassword();
        this.Heeds(RefreshCookie.Parameter);
    }

    public override async Task HandleAsync(LogIn r, CancellationToken ct)
    {
        attempts.Admit(HttpContext, "login", r.Email);
        var seen = await accounts.FindAsync(r.Email, ct);
        await control.CommitAsync(ct); // no connection waits while the password is hashed
        var fits = await hasher.VerifyAsync(seen?.PasswordHash, r.Password, ct);
        var hash = fits && hasher.IsOutdated(seen!.PasswordHash!) ? await hasher.HashAsync(r.Password, ct) : seen?.PasswordHash;

        // The same statements for a stranger: from outside, time must not tell who has an account.
        var account = await accounts.LockAsync(seen?.Id ?? default, ct);
        var all = await memberships.OfAsync(seen?.Id ?? default, ct);
        var entered = Memberships.Choose(all, r.Tenant, account?.LastTenantId);
        if (account is null || entered is null || !fits || account.VerifiedAt is null || account.PasswordHash != seen!.PasswordHash || account.IsLocked(clock.GetUtcNow()))
        {
            attempts.Count(HttpContext, "login", r.Email);
            throw await failures.RememberAsync(account, account?.IsLocked(clock.GetUtcNow()) is true ? "loginLocked" : "loginFailed", account?.LastTenantId, IdentityProblems.InvalidCredentials.With(), ct);
        }
        var policy = await SecurityPolicy.OfAsync(control, entered.Tenant.Id, ct);
        var enrolled = await factor.IsOnAsync(account.Id, ct);
        policy.AdmitPassword(entered.Role);
        if (enrolled || policy.DemandsCode(entered.Role))
        {
            await Send.OkAsync(LogInAnswer.Challenge(await challenges.OpenAsync(account.Id, entered.Tenant.Id, ct), enrol: !enrolled), ct);
            return;
        }
        await accounts.SaveSuccessAsync(account.Id, entered.Tenant.Id, hash!, ct);
        await journal.NoteAsync("loggedIn", account.Id, entered.Tenant.Id, byOwner: true, ct);
        var opened = await sessions.OpenAsync(account.Id, entered.Tenant.Id, ["pwd"], Client.UserAgent(HttpContext), Client.Address(HttpContext), ct);
        await Send.OkAsync(LogInAnswer.Of(await reception.AnswerAsync(HttpContext, account, opened, entered, all, ct)), ct);
    }
}
