using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Mfa;

/// <summary>The caller's second factor.</summary>
/// <param name="Enabled">Whether logging in asks for a code.</param>
/// <param name="Since">Since when.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes were not used yet.</param>
internal sealed record MfaView(bool Enabled, DateTimeOffset? Since, long RecoveryCodesLeft);

internal sealed class GetMyMfaEndpoint(SecondFactor factor, Caller caller) : EndpointWithoutRequest<MfaView>
{
    public override void Configure()
    {
        Get("/api/v1/me/mfa");
        Permissions(IdentityModule.ReadMe);
        this.Describes("getMyMfa", "Me", "See whether logging in asks for a code", 200);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var authenticator = await factor.FindAsync(caller.AccountId, ct);
        await Send.OkAsync(new(authenticator?.ConfirmedAt is not null, authenticator?.ConfirmedAt, await factor.CodesLeftAsync(caller.AccountId, ct)), ct);
    }
}
