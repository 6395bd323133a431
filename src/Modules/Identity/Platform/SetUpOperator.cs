using Crm.Identity.Mfa;
using Crm.Identity.Passwords;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Platform;

/// <summary>Sets an operator's password and shows the secret for the authenticator app, which a code has to confirm.</summary>
internal sealed record SetUpOperator
{
    /// <summary>As <c>Crm.Host operators add</c> printed it.</summary>
    public required string Token { get; init; }

    public required string Password { get; init; }
}

internal sealed class SetUpOperatorValidator : Validator<SetUpOperator>
{
    public SetUpOperatorValidator()
    {
        RuleFor(r => r.Token).NotEmpty().MaximumLength(200);
        RuleFor(r => r.Password).NotEmpty().MinimumLength(15).MaximumLength(PasswordPolicy.Longest);
    }
}

internal sealed class SetUpOperatorEndpoint(ControlSession control, OperatorBook operators, PasswordHasher hasher) : Endpoint<SetUpOperator, AuthenticatorView>
{
    public override void Configure()
    {
        Post("/api/v1/platform/auth/setup");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Logins);
        this.Describes("setUpOperator", "Platform", "Set an operator's password and authenticator up", 200, PlatformProblems.SetupTokenInvalid, IdentityProblems.Busy);
    }

    public override async Task HandleAsync(SetUpOperator r, CancellationToken ct)
    {
        var seen = await operators.SettingUpAsync(r.Token, ct) ?? throw PlatformProblems.SetupTokenInvalid.With(pointer: "/token");
        await control.CommitAsync(ct); // no connection waits while the password is hashed
        if (PasswordPolicy.Refuse(r.Password, seen.Email, seen.FullName) is { } code)
            throw new ProblemException(KernelProblems.ValidationFailed) { Errors = [new("/password", code, PasswordPolicy.Explain(code))] };
        var hash = await hasher.HashAsync(r.Password, ct);
        var who = await operators.SettingUpAsync(r.Token, ct) ?? throw PlatformProblems.SetupTokenInvalid.With(pointer: "/token");
        await Send.OkAsync(AuthenticatorView.Of(await operators.SetUpAsync(who, hash, ct), who.Email), ct);
    }
}
