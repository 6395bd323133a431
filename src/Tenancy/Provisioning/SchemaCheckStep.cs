using Crm.Kernel.Control;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Migrations;
using Crm.Tenancy.Sessions;
using Crm.Tenancy.Signup;
using Dapper;

namespace Crm.Tenancy.Provisioning;

/// <summary>Signs in as the company's own role and reads which release's schema the clone has. One that was cloned just before an upgrade is brought up here, since the migrator leaves companies in the making alone.</summary>
internal sealed class SchemaCheckStep(TenantCatalog catalog, TenantPools pools, ControlSession control, TenantSchema schema, AdministratorConnections administrator) : IProvisioningStep
{
    public async Task RunAsync(SignupRow signup, CancellationToken ct)
    {
        var tenant = await catalog.FindAsync(TenantRow.KeyOf(signup.TenantId), ct) ?? throw new InvalidOperationException("The reservation is missing.");
        if (await FoundAsync(tenant, ct) < Release.Schema) await schema.ApplyAsync(administrator.For(tenant.Database), ct);
        var found = await FoundAsync(tenant, ct);
        await control.ExecuteAsync("update catalog.tenants set schema_version = @schema where id = @TenantId", new { schema = found, signup.TenantId }, ct);
    }

    private async Task<int> FoundAsync(TenantRow tenant, CancellationToken ct)
    {
        await using var connection = await pools.For(tenant).OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>("select schema from kernel.release");
    }
}
