using Crm.Identity.Accounts;
using Crm.Identity.Sessions;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Mfa;

/// <summary>Puts the enrolled authenticator into use with a code of it.</summary>
internal sealed record ConfirmAuthenticator
{
    public required string Code { get; init; }
}

internal sealed class ConfirmAuthenticatorValidator : Validator<ConfirmAuthenticator>
{
    public ConfirmAuthenticatorValidator() => RuleFor(r => r.Code).NotEmpty().MaximumLength(40);
}

/// <summary>What lets an account in without its authenticator. Shown once; each works once.</summary>
internal sealed record RecoveryCodesView(IReadOnlyList<string> RecoveryCodes);

internal sealed class ConfirmAuthenticatorEndpoint(ControlSession control, SecondFactor factor, AccountBook accounts, LoginSessions sessions, AccessJournal journal, Mails mails, Caller caller)
    : Endpoint<ConfirmAuthenticator, RecoveryCodesView>
{
    public override void Configure()
    {
        Post("/api/v1/me/mfa/authenticator/confirmation");
        Permissions(IdentityModule.WriteMe);
        this.RateLimitPolicy(RateLimitPolicy.Codes);
        this.Describes("confirmAuthenticator", "Me", "Put the authenticator app into use", 200, IdentityProblems.MfaCodeWrong, IdentityProblems.MfaNotEnrolled);
        this.ShowsSecret();
    }

    public override async Task HandleAsync(ConfirmAuthenticator r, CancellationToken ct)
    {
        var codes = await factor.ConfirmAsync(caller.AccountId, r.Code, ct) ?? throw IdentityProblems.MfaCodeWrong.With(pointer: "/code");
        var account = (await accounts.FindAsync(caller.AccountId, ct))!;
        await sessions.RevokeAllAsync(account.Id, "mfaEnabled", ct, except: caller.SessionId);
        await journal.NoteAsync("mfaEnabled", account.Id, caller.TenantId, byOwner: true, ct);
        await control.PublishAsync(mails.Compose(account.EmailAsTyped, "Logging in now asks for a code", $"""
            Hello {account.FullName},

            an authenticator app was added to your account. From now on logging in asks for a code of it.

            If it was not you, set a new password at once.
            """), ct);
        await Send.OkAsync(new(codes), ct);
    }
}
