using Crm.Kernel;
using Crm.Kernel.ChangeLog;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Signup;
using Marten;

namespace Crm.Tenancy.Provisioning;

/// <summary>Lets each module put its first documents into the new database, in one transaction.</summary>
internal sealed class SeedStep(IDocumentStore store, IEnumerable<IModule> modules) : IProvisioningStep
{
    public async Task RunAsync(SignupRow signup, CancellationToken ct)
    {
        ChangeOrigin.Current = new("provisioning");
        var tenant = new NewTenant(signup.TenantId, signup.Organization, signup.AccountId!.Value, signup.FullName, signup.Email, signup.TimeZone, signup.Currency);
        await using var session = store.LightweightSession(TenantRow.KeyOf(signup.TenantId));
        foreach (var module in modules) await module.Seed(session, tenant, ct);
        await session.SaveChangesAsync(ct);
    }
}
