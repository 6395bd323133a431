using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;

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

internal sealed class LogOutEndpoint(LoginSessions sessions, RevokedSessions revoked) : Endpoint<LogOut>
{
    public override void Configure()
    {
        Post("/api/v1/auth/logout");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Logins);
        this.Describes("logOut", "Sessions", "Log out", 204, KernelProblems.Unauthenticated);
    }

    public override async Task HandleAsync(LogOut r, CancellationToken ct)
    {
        var token = r.RefreshToken ?? RefreshCookie.Read(HttpContext.Request);
        var named = Caller.From(User).SessionId;
        if (named == default && token is null) throw KernelProblems.Unauthenticated.With();
        if (named == default) named = (await sessions.LockByTokenAsync(token!, ct))?.Id ?? default;

        await sessions.RevokeAsync(named, "logout", ct);
        revoked.Revoke(named);
        RefreshCookie.Delete(HttpContext);
        await Send.NoContentAsync(ct);
    }
}
