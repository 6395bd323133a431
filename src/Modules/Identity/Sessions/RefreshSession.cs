using Crm.Identity.Accounts;
using Crm.Identity.Mfa;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Sessions;

/// <summary>Continues a session with its refresh token.</summary>
internal sealed record RefreshSession
{
    /// <summary>Left out by a browser that holds it in the cookie and sends <c>X-Crm-Session: cookie</c>.</summary>
    public string? RefreshToken { get; init; }
}

internal sealed class RefreshSessionValidator : Validator<RefreshSession>
{
    public RefreshSessionValidator() => RuleFor(r => r.RefreshToken).MaximumLength(200);
}

internal sealed class RefreshSessionEndpoint(
    ControlSession control, AccountBook accounts, AccessJournal journal, Memberships memberships, LoginSessions sessions, Reception reception, Mails mails, TimeProvider clock)
    : Endpoint<RefreshSession, LoginView>
{
    public override void Configure()
    {
        Post("/api/v1/auth/refresh");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Refreshes);
        this.Describes("refreshSession", "Sessions", "Continue a session", 200, KernelProblems.Unauthenticated, IdentityProblems.RefreshReused, IdentityProblems.MfaRequired);
        Description(b => b.ClearDefaultAccepts().Accepts<RefreshSession>("*/*", "application/json")); // no body but the cookie
        this.Heeds(RefreshCookie.Parameter);
    }

    public override async Task HandleAsync(RefreshSession r, CancellationToken ct)
    {
        var token = r.RefreshToken ?? RefreshCookie.Read(HttpContext.Request) ?? throw KernelProblems.Unauthenticated.With();
        var session = await sessions.LockByTokenAsync(token, ct) ?? throw KernelProblems.Unauthenticated.With();
        if (session.RevokedReason == LoginSession.Reused) throw IdentityProblems.RefreshReused.With();
        if (!session.IsAlive(clock.GetUtcNow())) throw KernelProblems.Unauthenticated.With();

        var presented = (await sessions.FindTokenAsync(token, ct))!;
        var heir = presented.UsedAt is null ? await sessions.RotateAsync(presented, token, ct)
            : presented.MayComeAgain(clock.GetUtcNow()) ? presented.Heir(token)
            : await EndAsync(session, ct);

        var account = (await accounts.FindAsync(session.AccountId, ct))!;
        var all = await memberships.OfAsync(account.Id, ct);
        var entered = Memberships.Choose(all, session.TenantId.ToString(), null) ?? throw KernelProblems.Unauthenticated.With();
        (await SecurityPolicy.OfAsync(control, entered.Tenant.Id, ct)).Admit(session.Amr);
        await Send.OkAsync(await reception.AnswerAsync(HttpContext, account, new(session, heir), entered, all, ct), ct);
    }

    /// <summary>Somebody holds a token that was already used: owner or thief, nobody can tell. The end must stand although the answer is an error.</summary>
    private async Task<string> EndAsync(LoginSession session, CancellationToken ct)
    {
        await sessions.RevokeAsync(session.Id, LoginSession.Reused, ct);
        await journal.NoteAsync("refreshReused", session.AccountId, session.TenantId, byOwner: false, ct);
        var account = (await accounts.FindAsync(session.AccountId, ct))!;
        await control.PublishAsync(mails.Compose(account.EmailAsTyped, "A session was ended", $"""
            Hello {account.FullName},

            a session of yours was continued twice with the same token. That happens when a token is stolen, so the session was ended.
            Log in again. If you did not notice anything odd on your side, set a new password.
            """), ct);
        await control.CommitAsync(ct); // the house commits no failure
        throw IdentityProblems.RefreshReused.With();
    }
}
