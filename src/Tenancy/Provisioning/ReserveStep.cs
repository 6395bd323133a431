using System.Security.Cryptography;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Sessions;
using Crm.Tenancy.Signup;

namespace Crm.Tenancy.Provisioning;

/// <summary>Writes the company's row: its server, the names of its database and role, and the role's password.</summary>
internal sealed class ReserveStep(ControlSession control, Secrets secrets, CrmSettings settings, TimeProvider clock) : IProvisioningStep
{
    public Task RunAsync(SignupRow signup, CancellationToken ct) => control.ExecuteAsync("""
        insert into catalog.tenants (id, slug, organization, server, database, role, sealed_password, time_zone, currency, created_at)
        select @TenantId, @Slug, @Organization, name, @database, @database, @password, @TimeZone, @Currency, @now from catalog.servers where state = 'open'
        order by name limit 1
        on conflict (id) do nothing
        """, new
    {
        signup.TenantId,
        signup.Slug,
        signup.Organization,
        signup.TimeZone,
        signup.Currency,
        database = settings.TenantPrefix + TenantRow.KeyOf(signup.TenantId),
        password = secrets.Seal(TenantLogins.SecretPurpose, RandomNumberGenerator.GetHexString(48, lowercase: true)),
        now = clock.GetUtcNow(),
    }, ct);
}
