using Crm.Identity.Accounts;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Mfa;

/// <summary>Begins to use an authenticator on the way into a company that demands one.</summary>
internal sealed record EnrolAtLogIn
{
    public required string MfaToken { get; init; }
}

internal sealed class EnrolAtLogInValidator : Validator<EnrolAtLogIn>
{
    public EnrolAtLogInValidator() => RuleFor(r => r.MfaToken).NotEmpty().MaximumLength(200);
}

internal sealed class EnrolAtLogInEndpoint(MfaChallenges challenges, SecondFactor factor, AccountBook accounts) : Endpoint<EnrolAtLogIn, AuthenticatorView>
{
    public override void Configure()
    {
        Post("/api/v1/auth/mfa/enrolment");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Codes);
        this.Describes("enrolAtLogIn", "Sessions", "Begin to use an authenticator app on the way in", 200, IdentityProblems.MfaRefused, IdentityProblems.MfaAlreadyOn);
    }

    public override async Task HandleAsync(EnrolAtLogIn r, CancellationToken ct)
    {
        var challenge = await challenges.TryAsync(r.MfaToken, ct) ?? throw IdentityProblems.MfaRefused.With();
        var account = (await accounts.FindAsync(challenge.AccountId, ct))!;
        await Send.OkAsync(AuthenticatorView.Of(await factor.EnrolAsync(account.Id, ct), account.EmailAsTyped), ct);
    }
}
