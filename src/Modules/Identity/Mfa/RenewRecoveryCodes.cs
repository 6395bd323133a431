using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Mfa;

internal sealed class RenewRecoveryCodesEndpoint(SecondFactor factor, AccessJournal journal, Caller caller) : EndpointWithoutRequest<RecoveryCodesView>
{
    public override void Configure()
    {
        Post("/api/v1/me/mfa/recovery-codes");
        Permissions(IdentityModule.WriteMe);
        this.Describes("renewRecoveryCodes", "Me", "Get new recovery codes; the earlier ones stop working", 200, IdentityProblems.MfaNotEnrolled, IdentityProblems.StepUpRequired);
        this.NeedsRecentLogin();
        this.ShowsSecret();
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        if (!await factor.IsOnAsync(caller.AccountId, ct)) throw IdentityProblems.MfaNotEnrolled.With();
        await journal.NoteAsync("recoveryCodesRenewed", caller.AccountId, caller.TenantId, byOwner: true, ct);
        await Send.OkAsync(new(await factor.RenewCodesAsync(caller.AccountId, ct)), ct);
    }
}
