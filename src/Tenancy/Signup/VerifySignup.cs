using System.Security.Cryptography;
using System.Text;
using Crm.Contracts.Identity;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Tenancy.Provisioning;
using FastEndpoints;
using FluentValidation;
using Microsoft.AspNetCore.Http;

namespace Crm.Tenancy.Signup;

/// <summary>Proof that the address of a signup is the sender's.</summary>
public sealed record VerifySignup
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>From the link in the mail.</summary>
    public required string Token { get; init; }
}

internal sealed class VerifySignupValidator : Validator<VerifySignup>
{
    public VerifySignupValidator() => RuleFor(v => v.Token).NotEmpty().MaximumLength(200);
}

internal sealed class VerifySignupEndpoint(ControlSession control, IAccounts accounts, TimeProvider clock) : Endpoint<VerifySignup, SignupVerified>
{
    public override void Configure()
    {
        Post("/api/v1/signups/{id}/verification");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Signups);
        this.Describes("verifySignup", "Signup", "Verify the address of a signup", 202, TenancyProblems.SignupNotFound, TenancyProblems.TokenInvalid);
    }

    public override async Task HandleAsync(VerifySignup request, CancellationToken ct)
    {
        var signup = await control.FirstAsync<SignupRow>($"{SignupRow.Select} where id = @Id and status not in ('expired', 'cancelled') for update", new { request.Id }, ct)
            ?? throw TenancyProblems.SignupNotFound.With();
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(request.Token)), signup.TokenHash))
            throw TenancyProblems.TokenInvalid.With(pointer: "/token");

        var status = Enum.Parse<SignupStatus>(signup.Status, ignoreCase: true);
        if (status is SignupStatus.AwaitingVerification)
        {
            if (signup.ExpiresAt < clock.GetUtcNow()) throw TenancyProblems.SignupNotFound.With();
            await BeginAsync(signup, ct);
            status = SignupStatus.Provisioning;
        }
        await Send.ResponseAsync(new(signup.Id, status), StatusCodes.Status202Accepted, ct);
    }

    // The account, the saga's steps and the message that sets it off: one transaction.
    private async Task BeginAsync(SignupRow signup, CancellationToken ct)
    {
        var account = await accounts.EnsureAsync(signup.Email, signup.FullName, signup.PasswordHash!, ct);
        await control.ExecuteAsync(
            "update catalog.signups set status = 'provisioning', account_id = @account, password_hash = null, verified_at = @now where id = @Id",
            new { account, now = clock.GetUtcNow(), signup.Id }, ct);
        await control.ExecuteAsync(
            "insert into catalog.signup_steps (signup_id, ordinal, name) select @Id, s.ordinality, s.name from unnest(@names) with ordinality s (name)",
            new { signup.Id, names = ProvisioningSteps.Names }, ct);
        await control.PublishAsync(new ProvisionTenant(signup.Id), ct);
    }
}
