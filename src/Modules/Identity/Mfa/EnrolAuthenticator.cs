using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Mfa;

/// <summary>What an authenticator app is told.</summary>
/// <param name="Secret">Base32, for typing in.</param>
/// <param name="Uri">The same as <c>otpauth:</c> link, for a QR code.</param>
internal sealed record AuthenticatorView(string Secret, string Uri)
{
    public static AuthenticatorView Of(byte[] secret, string account) => new(Totp.ToBase32(secret), Totp.Link(secret, account).AbsoluteUri);
}

internal sealed class EnrolAuthenticatorEndpoint(SecondFactor factor, AccountBook accounts, Caller caller) : EndpointWithoutRequest<AuthenticatorView>
{
    public override void Configure()
    {
        Post("/api/v1/me/mfa/authenticator");
        Permissions(IdentityModule.WriteMe);
        this.Describes("enrolAuthenticator", "Me", "Begin to use an authenticator app; a code of it has to confirm it", 200, IdentityProblems.MfaAlreadyOn, IdentityProblems.StepUpRequired);
        this.NeedsRecentLogin();
        this.ShowsSecret();
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var account = (await accounts.FindAsync(caller.AccountId, ct))!;
        await Send.OkAsync(AuthenticatorView.Of(await factor.EnrolAsync(account.Id, ct), account.EmailAsTyped), ct);
    }
}
