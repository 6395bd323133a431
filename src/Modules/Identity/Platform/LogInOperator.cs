using Crm.Identity.Accounts;
using Crm.Identity.Passwords;
using Crm.Identity.Tokens;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Platform;

/// <summary>An operator's login: password and code at once.</summary>
internal sealed record LogInOperator
{
    public required string Email { get; init; }
    public required string Password { get; init; }
    public required string Code { get; init; }
}

internal sealed class LogInOperatorValidator : Validator<LogInOperator>
{
    public LogInOperatorValidator()
    {
        RuleFor(r => r.Email).NotEmpty().MaximumLength(254);
        RuleFor(r => r.Password).NotEmpty().MaximumLength(PasswordPolicy.Longest);
        RuleFor(r => r.Code).NotEmpty().MaximumLength(10);
    }
}

/// <summary>What an operator works with on the platform.</summary>
/// <param name="ExpiresIn">Seconds.</param>
internal sealed record OperatorLoginView(string AccessToken, string TokenType, int ExpiresIn, OperatorView Operator);

internal sealed class LogInOperatorEndpoint(ControlSession control, OperatorBook operators, PasswordHasher hasher, SigningKeys keys, AccessJournal journal, TimeProvider clock)
    : Endpoint<LogInOperator, OperatorLoginView>
{
    public override void Configure()
    {
        Post("/api/v1/platform/auth/login");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Logins);
        this.Describes("logInOperator", "Platform", "Log in as an operator", 200, IdentityProblems.InvalidCredentials, IdentityProblems.Busy);
    }

    public override async Task HandleAsync(LogInOperator r, CancellationToken ct)
    {
        var seen = await operators.FindAsync(r.Email, ct);
        await control.CommitAsync(ct); // no connection waits while the password is hashed
        var fits = await hasher.VerifyAsync(seen?.PasswordHash, r.Password, ct);

        var (who, now) = (await operators.FindAsync(r.Email, ct), clock.GetUtcNow());
        if (who is null || !fits || !who.MayEnter(now) || who.PasswordHash != seen!.PasswordHash || !await operators.UseCodeAsync(who, r.Code, ct))
        {
            await operators.SaveFailuresAsync((who ?? new()).Failed(now), ct);
            await journal.NoteAsync("loginFailed", "operator", who?.Id ?? default, ct);
            await control.CommitAsync(ct); // remembered although the answer is an error
            throw IdentityProblems.InvalidCredentials.With();
        }
        await operators.SaveFailuresAsync(who with { FailedLogins = 0, LastFailedAt = null, LockedUntil = null }, ct);
        await journal.NoteAsync("loggedIn", "operator", who.Id, ct);
        await Send.OkAsync(new(PlatformToken.Sign(who, await keys.ActiveAsync(ct), now), "Bearer", (int)PlatformToken.Life.TotalSeconds, new(who.Id, who.FullName)), ct);
    }
}
