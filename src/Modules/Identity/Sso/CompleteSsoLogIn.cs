using Crm.Identity.Accounts;
using Crm.Identity.Sessions;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Sso;

/// <summary>Ends a login with what the provider sent back to `/sso/callback`.</summary>
internal sealed record CompleteSsoLogIn
{
    public required string State { get; init; }

    /// <summary>Left out if the provider sent an error.</summary>
    public string? Code { get; init; }

    /// <summary>The issuer, if the provider sent one along (RFC 9207).</summary>
    public string? Iss { get; init; }

    /// <summary>The provider's error code, if it let nobody in.</summary>
    public string? Error { get; init; }

    /// <summary>What the beginning answered, unless it went into a cookie.</summary>
    public string? Binding { get; init; }
}

internal sealed class CompleteSsoLogInValidator : Validator<CompleteSsoLogIn>
{
    public CompleteSsoLogInValidator()
    {
        RuleFor(r => r.State).NotEmpty().MaximumLength(200);
        RuleFor(r => r.Code).MaximumLength(4000);
        RuleFor(r => r.Iss).MaximumLength(500);
        RuleFor(r => r.Error).Matches(@"^[\x20-\x21\x23-\x5B\x5D-\x7E]{1,100}\z").When(r => !string.IsNullOrEmpty(r.Error));
        RuleFor(r => r.Binding).MaximumLength(200);
    }
}

internal sealed class CompleteSsoLogInEndpoint(ControlSession control, SsoAttempts attempts, SignOn signOn, SsoEntrance entrance, AccessJournal journal) : Endpoint<CompleteSsoLogIn, LogInAnswer>
{
    public override void Configure()
    {
        Post("/api/v1/auth/sso/completions");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Logins);
        this.Describes("completeSsoLogIn", "Single sign-on", "Log in with what the provider sent back", 200, SsoProblems.NotOffered, SsoProblems.StateInvalid, SsoProblems.Denied, SsoProblems.ProviderAway, SsoProblems.CodeRefused, SsoProblems.ClientRefused,
            SsoProblems.TokenRefused, SsoProblems.EmailUnverified, SsoProblems.DomainUnverified, SsoProblems.NotProvisioned, SsoProblems.IdentityConflict, SsoProblems.MemberSuspended, SsoProblems.MfaMissing);
        this.Heeds(RefreshCookie.Parameter);
    }

    public override async Task HandleAsync(CompleteSsoLogIn r, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(r.Code) == string.IsNullOrEmpty(r.Error))
            throw new ProblemException(KernelProblems.ValidationFailed) { Errors = [new("/code", "sso.codeOrError", "The provider sends either a code or an error.")] };
        var attempt = await attempts.TakeAsync(r.State, BrowserBinding.Read(HttpContext.Request, r.Binding), ct) ?? throw SsoProblems.StateInvalid.With(pointer: "/state");
        var connection = await control.FirstAsync<SsoConnection>("select * from identity.sso_connections where id = @ConnectionId and status = 'active'", new { attempt.ConnectionId }, ct);
        await control.CommitAsync(ct); // a state works once, whatever becomes of it; and no connection waits while the provider is asked
        if (connection is null) throw SsoProblems.NotOffered.With();
        try
        {
            var person = await signOn.WhoAsync(connection, attempt, r, ct);
            await Send.OkAsync(await entrance.EnterAsync(HttpContext, connection, person, ct), ct);
        }
        catch (ProblemException refusal)
        {
            await control.RollbackAsync();
            await journal.NoteAsync("ssoRefused", null, connection.TenantId, byOwner: false, ct, new { refusal.Type.Code, reason = refusal.Detail });
            await control.CommitAsync(ct); // remembered although the answer is an error
            throw;
        }
    }
}
