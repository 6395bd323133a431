using Crm.Kernel;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Migrations;
using Crm.Tenancy.Sessions;
using Crm.Tenancy.Signup;
using Dapper;
using Npgsql;

namespace Crm.Tenancy.Provisioning;

/// <summary>Makes the login role, clones the database from the template, and lets in that role and nobody else.</summary>
internal sealed class DatabaseStep(TenantCatalog catalog, Secrets secrets, AdministratorConnections administrator, CrmSettings settings) : IProvisioningStep
{
    public async Task RunAsync(SignupRow signup, CancellationToken ct)
    {
        var tenant = await catalog.FindAsync(TenantRow.KeyOf(signup.TenantId), ct) ?? throw new InvalidOperationException("The reservation is missing.");
        await using var connection = await administrator.OpenAsync("postgres", ct);
        var password = secrets.Open(TenantLogins.SecretPurpose, tenant.SealedPassword);
        await RoleAsync(connection, tenant.Role, password);
        await CloneAsync(connection, tenant.Database);
        // A clone does not inherit its template's rights.
        await connection.ExecuteAsync($"""
            revoke all on database {tenant.Database} from public;
            grant connect, temporary on database {tenant.Database} to {tenant.Role}
            """);
    }

    private async Task RoleAsync(NpgsqlConnection connection, string role, string password)
    {
        try
        {
            await connection.ExecuteAsync($"create role {role} login password '{password}' nosuperuser nocreatedb nocreaterole inherit connection limit {settings.Awake.PoolSize * 4}");
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateObject)
        {
            await connection.ExecuteAsync($"alter role {role} login password '{password}'");
        }
        await connection.ExecuteAsync($"grant {settings.TenantGroup} to {role}");
    }

    private async Task CloneAsync(NpgsqlConnection connection, string database)
    {
        if (await connection.ExecuteScalarAsync<bool>("select exists(select from pg_database where datname = @database)", new { database })) return;
        try
        {
            await connection.ExecuteAsync($"create database {database} template {settings.TemplateDatabase}");
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // The server finished what a killed host had asked for.
            if (!await connection.ExecuteScalarAsync<bool>("select exists(select from pg_database where datname = @database)", new { database })) throw;
        }
    }
}
