using Crm.Kernel;
using Crm.Kernel.Control;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Tenancy.Migrations;

/// <summary>The template, and then every tenant that is behind: a few at a time, and one that fails stops nobody.</summary>
public sealed class TenantMigration(
    TenantSchema schema, ControlDatabase control, AdministratorConnections administrator, CrmSettings settings, ILogger<TenantMigration> log)
{
    public async Task TemplateAsync(CancellationToken ct)
    {
        await using var server = await administrator.OpenAsync("postgres", ct);
        await server.ExecuteAsync($"alter database {settings.TemplateDatabase} allow_connections true");
        await schema.ApplyAsync(administrator.For(settings.TemplateDatabase), ct);
        // A database that somebody may connect to cannot be cloned safely.
        await server.ExecuteAsync($"alter database {settings.TemplateDatabase} allow_connections false");
        NpgsqlConnection.ClearAllPools();
        await server.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = @template", new { template = settings.TemplateDatabase });
    }

    public async Task<int> FleetAsync(int workers, CancellationToken ct)
    {
        await using var connection = await control.Source.OpenConnectionAsync(ct);
        var behind = (await connection.QueryAsync<(Guid Id, string Database)>(
            "select id, database from catalog.tenants where state not in ('provisioning', 'deleted') and schema_version < @schema order by created_at",
            new { schema = Release.Schema })).ToList();
        var failed = 0;
        await Parallel.ForEachAsync(behind, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = ct }, async (tenant, stop) =>
        {
            try
            {
                await schema.ApplyAsync(administrator.For(tenant.Database), stop);
                await using var done = await control.Source.OpenConnectionAsync(stop);
                await done.ExecuteAsync("update catalog.tenants set schema_version = @schema where id = @Id", new { schema = Release.Schema, tenant.Id });
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Interlocked.Increment(ref failed);
                log.LogError(e, "Tenant {Tenant} could not be migrated", tenant.Id);
            }
        });
        return failed;
    }
}
