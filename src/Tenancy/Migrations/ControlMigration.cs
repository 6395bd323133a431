using Crm.Kernel;
using Crm.Kernel.Control;
using Dapper;
using Npgsql;
using Wolverine.Persistence.Durability;
using Wolverine.Runtime;

namespace Crm.Tenancy.Migrations;

/// <summary>The control database: the modules' scripts, Wolverine's tables, and the host's rights, which end at data.</summary>
public sealed class ControlMigration(EmbeddedScripts scripts, AdministratorConnections administrator, IWolverineRuntime runtime, CrmSettings settings)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var connection = await administrator.OpenAsync(settings.ControlDatabase, ct);
        foreach (var (_, sql) in scripts.For("control")) await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: ct));
        await ((IMessageStore)runtime.MainDatabase()).Admin.MigrateAsync();
        var address = new NpgsqlConnectionStringBuilder(settings.Postgres);
        await connection.ExecuteAsync("""
            insert into catalog.servers (name, host, port) values ('main', @Host, @Port) on conflict (name) do update set host = excluded.host, port = excluded.port
            """, new { address.Host, address.Port });
        await GrantAsync(connection);
    }

    /// <summary>Nodes of this release may be sent requests from now on.</summary>
    public async Task RecordAsync(CancellationToken ct)
    {
        await using var connection = await administrator.OpenAsync(settings.ControlDatabase, ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into catalog.releases (schema) values (@Schema) on conflict do nothing", new { Release.Schema }, cancellationToken: ct));
    }

    private async Task GrantAsync(NpgsqlConnection connection)
    {
        var schemas = await connection.QueryAsync<string>("select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'");
        foreach (var schema in schemas) await connection.ExecuteAsync(SchemaRights.Data(schema, settings.ControlRole));
        await connection.ExecuteAsync($"select kernel.grant_change_log('{settings.ControlRole}'); grant execute on function kernel.append_change to {settings.ControlRole}");
    }
}
