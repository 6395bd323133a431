using Crm.Identity.Accounts;
using Crm.Identity.Platform;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Sessions;

/// <summary>Ends the session of the access token, or of the refresh token.</summary>
internal sealed record LogOut
{
    /// <summary>Needed only when the access token has expired and no cookie is sent.</summary>
    public string? RefreshToken { get; init; }
}

internal sealed class LogOutValidator : Validator<LogOut>
{
    public LogOutValidator() => RuleFor(r => r.RefreshToken).MaximumLength(200);
}

internal sealed class LogOutEndpoint(LoginSessions sessions, Impersonations impersonations, AccessJournal journal, RevokedSessions revoked) : Endpoint<LogOut>
{
    public override void Configure()
    {
        Post("/api/v1/auth/logout");
        AllowAnonymous();
        this.Describes("logOut", "Sessions", "Log out", 204, KernelProblems.Unauthenticated);
        Description(b => b.ClearDefaultAccepts().Accepts<LogOut>("*/*", "application/json")); // no body but the access token
        this.Heeds(RefreshCookie.Parameter);
    }

    public override async Task HandleAsync(LogOut r, CancellationToken ct)
    {
        var token = r.RefreshToken ?? RefreshCookie.Read(HttpContext.Request);
        var named = Caller.From(User).SessionId;
        if (named == default && token is null) throw KernelProblems.Unauthenticated.With();
        var session = named == default ? await sessions.LockByTokenAsync(token!, ct) : await sessions.LockAsync(named, ct);

        if (session is { RevokedAt: null } && Caller.From(User).ImpersonationId is { } stay)
        {
            await impersonations.EndAsync((await impersonations.FindAsync("i.id = @stay", new { stay }, ct))!, ct);
            revoked.Revoke(session.Id);
        }
        else if (session is { RevokedAt: null })
        {
            await sessions.RevokeAsync(session.Id, "logout", ct);
            await journal.NoteAsync("loggedOut", session.AccountId, session.TenantId, byOwner: true, ct);
            revoked.Revoke(session.Id);
        }
        RefreshCookie.Delete(HttpContext);
        await Send.NoContentAsync(ct);
    }
}
