using Crm.Kernel;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Tenancy.Migrations;

/// <summary>Roles and databases that the whole server shares, and who may connect to them.</summary>
public sealed class ServerSetup(CrmSettings settings, ILogger<ServerSetup> log)
{
    public async Task RunAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await RoleAsync(connection, settings.TenantGroup, "nologin");
        await RoleAsync(connection, settings.ControlRole, $"login password '{ControlLogin.Password(settings)}'");
        foreach (var database in new[] { settings.ControlDatabase, settings.TemplateDatabase })
            if (!await connection.ExecuteScalarAsync<bool>("select exists(select from pg_database where datname = @database)", new { database }))
                await connection.ExecuteAsync(new CommandDefinition($"create database {database} template template0 encoding 'UTF8'", cancellationToken: ct));
        foreach (var database in new[] { settings.ControlDatabase, settings.TemplateDatabase, "postgres", "template1" }) await CloseAsync(connection, database);
        await connection.ExecuteAsync($"grant connect on database {settings.ControlDatabase} to {settings.ControlRole}");
    }

    private static async Task RoleAsync(NpgsqlConnection connection, string role, string rights)
    {
        var exists = await connection.ExecuteScalarAsync<bool>("select exists(select from pg_roles where rolname = @role)", new { role });
        await connection.ExecuteAsync($"{(exists ? "alter" : "create")} role {role} {rights}");
    }

    private async Task CloseAsync(NpgsqlConnection connection, string database)
    {
        try
        {
            await connection.ExecuteAsync($"grant connect on database {database} to current_user; revoke connect, temporary on database {database} from public");
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            log.LogWarning("The administrator does not own database {Database}: have its owner run REVOKE CONNECT ON DATABASE {Database} FROM PUBLIC", database, database);
        }
    }
}
