using Crm.Identity.Accounts;
using Crm.Identity.Mfa;
using Crm.Identity.Sso;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Sessions;

/// <summary>Ends a login that asked for a code.</summary>
internal sealed record CompleteLogIn
{
    public required string MfaToken { get; init; }

    /// <summary>Of the authenticator app, or a recovery code.</summary>
    public required string Code { get; init; }
}

internal sealed class CompleteLogInValidator : Validator<CompleteLogIn>
{
    public CompleteLogInValidator()
    {
        RuleFor(r => r.MfaToken).NotEmpty().MaximumLength(200);
        RuleFor(r => r.Code).NotEmpty().MaximumLength(40);
    }
}

/// <summary>A session, and recovery codes if an authenticator was put into use on the way in.</summary>
internal sealed record CompletedLogInView(
    string AccessToken, string TokenType, int ExpiresIn, string? RefreshToken, AccountView Account, TenantView Tenant, IReadOnlyList<TenantView> Tenants, IReadOnlyList<string>? RecoveryCodes);

internal sealed class CompleteLogInEndpoint(
    ControlSession control, AccountBook accounts, AccessJournal journal, FailedProofs failures, Memberships memberships, LoginSessions sessions, MfaChallenges challenges, SecondFactor factor, Reception reception, Attempts attempts, TimeProvider clock)
    : Endpoint<CompleteLogIn, CompletedLogInView>
{
    public override void Configure()
    {
        Post("/api/v1/auth/mfa");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Codes);
        this.Describes("completeLogIn", "Sessions", "Log in with the code that was asked for", 200, IdentityProblems.MfaRefused, SsoProblems.Required);
        this.Heeds(RefreshCookie.Parameter);
    }

    public override async Task HandleAsync(CompleteLogIn r, CancellationToken ct)
    {
        var challenge = await challenges.TryAsync(r.MfaToken, ct) ?? throw IdentityProblems.MfaRefused.With();
        attempts.Admit(HttpContext, "code", challenge.AccountId.ToString());
        var account = (await accounts.LockAsync(challenge.AccountId, ct))!;
        IReadOnlyList<string>? codes = null;
        if (!account.IsLocked(clock.GetUtcNow()))
        {
            var known = await factor.IsOnAsync(account.Id, ct);
            if (!known && await factor.FindAsync(account.Id, ct) is not null) codes = await factor.ConfirmAsync(account.Id, r.Code, ct);
            if (codes is not null) await journal.NoteAsync("mfaEnabled", account.Id, challenge.TenantId, byOwner: true, ct);
            if (codes is not null || (known && await factor.CheckAsync(account.Id, r.Code, ct, challenge.TenantId)))
            {
                await EnterAsync(challenge, account, codes, ct);
                return;
            }
        }
        attempts.Count(HttpContext, "code", account.Id.ToString());
        throw await failures.RememberAsync(account, "mfaFailed", challenge.TenantId, IdentityProblems.MfaRefused.With(), ct);
    }

    private async Task CheckConnectionAsync(SsoEntry sso, CancellationToken ct)
    {
        if (await control.FirstAsync<Guid?>("select id from identity.sso_connections where id = @ConnectionId and status = 'active' for share", new { sso.ConnectionId }, ct) is null) throw IdentityProblems.MfaRefused.With();
    }

    private async Task EnterAsync(MfaChallenge challenge, Account account, IReadOnlyList<string>? codes, CancellationToken ct)
    {
        await challenges.CloseAsync(challenge, ct);
        if (codes is not null) await sessions.RevokeAllAsync(account.Id, "mfaEnabled", ct);
        var all = await memberships.OfAsync(account.Id, ct);
        var entered = Memberships.Choose(all, challenge.TenantId.ToString(), null) ?? throw IdentityProblems.MfaRefused.With();
        if (challenge.Sso is { } sso) await CheckConnectionAsync(sso, ct);
        else await accounts.SaveSuccessAsync(account.Id, entered.Tenant.Id, account.PasswordHash!, ct);
        await journal.NoteAsync(challenge.Sso is null ? "loggedIn" : "loggedInBySso", account.Id, entered.Tenant.Id, byOwner: true, ct);
        var opened = await sessions.OpenAsync(account.Id, entered.Tenant.Id, [challenge.Sso is null ? "pwd" : "sso", "otp"], Client.UserAgent(HttpContext), Client.Address(HttpContext), ct, challenge.Sso);
        (await SecurityPolicy.OfAsync(control, entered.Tenant.Id, ct)).Admit(opened.Session, entered.Role);
        var view = await reception.AnswerAsync(HttpContext, account, opened, entered, all, ct);
        await Send.OkAsync(new(view.AccessToken, view.TokenType, view.ExpiresIn, view.RefreshToken, view.Account, view.Tenant, view.Tenants, codes), ct);
    }
}
