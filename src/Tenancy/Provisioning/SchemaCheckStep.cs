using Crm.Kernel.Control;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Sessions;
using Crm.Tenancy.Signup;
using Dapper;

namespace Crm.Tenancy.Provisioning;

/// <summary>Signs in as the company's own role and reads which release's schema the clone has.</summary>
internal sealed class SchemaCheckStep(TenantCatalog catalog, TenantPools pools, ControlSession control) : IProvisioningStep
{
    public async Task RunAsync(SignupRow signup, CancellationToken ct)
    {
        var tenant = await catalog.FindAsync(TenantRow.KeyOf(signup.TenantId), ct) ?? throw new InvalidOperationException("The reservation is missing.");
        await using var connection = await pools.For(tenant).OpenConnectionAsync(ct);
        var schema = await connection.ExecuteScalarAsync<int>("select schema from kernel.release");
        if (schema < Release.Schema) throw new InvalidOperationException($"The template has schema {schema}, this release needs {Release.Schema}: run migrate.");
        await control.ExecuteAsync("update catalog.tenants set schema_version = @schema where id = @TenantId", new { schema, signup.TenantId }, ct);
    }
}
