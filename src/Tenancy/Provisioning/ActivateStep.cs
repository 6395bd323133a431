using Crm.Contracts.Identity;
using Crm.Kernel.Control;
using Crm.Tenancy.Signup;

namespace Crm.Tenancy.Provisioning;

/// <summary>Opens the door: the company is active and its founder is the owner.</summary>
internal sealed class ActivateStep(ControlSession control, IAccounts accounts) : IProvisioningStep
{
    public async Task RunAsync(SignupRow signup, CancellationToken ct)
    {
        await accounts.JoinAsync(signup.AccountId!.Value, signup.TenantId, "owner", ct);
        await control.ExecuteAsync("update catalog.tenants set state = 'active' where id = @TenantId and state = 'provisioning'", new { signup.TenantId }, ct);
    }
}
