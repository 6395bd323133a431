using System.Diagnostics;
using Crm.Kernel;
using Dapper;
using Microsoft.Extensions.Logging;

namespace Crm.Tenancy.Migrations;

/// <summary>Brings the server, the control database, the template and every tenant's database to this release. Safe to repeat and to run twice at once.</summary>
public sealed class Migrator(ServerSetup server, ControlMigration control, TenantMigration tenants, AdministratorConnections administrator, CrmSettings settings, ILogger<Migrator> log)
{
    /// <returns>How many tenants could not be migrated; each is named in the log, and the next run tries it again.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await using var alone = await administrator.OpenAsync("postgres", ct);
        await alone.ExecuteAsync("select pg_advisory_lock(hashtextextended(@name, 2))", new { name = settings.ControlDatabase }, commandTimeout: 600);
        await server.RunAsync(alone, ct);
        await control.RunAsync(ct);
        await tenants.TemplateAsync(ct);
        await control.RecordAsync(ct);
        var failed = await tenants.FleetAsync(workers: 4, ct);
        await alone.ExecuteAsync("select pg_advisory_unlock_all()");
        log.LogInformation("Migrated to schema {Schema} in {Elapsed:0.0} s, {Failed} tenants failed", Release.Schema, watch.Elapsed.TotalSeconds, failed);
        return failed;
    }
}
