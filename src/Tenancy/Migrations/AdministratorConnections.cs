using Crm.Kernel;
using Npgsql;

namespace Crm.Tenancy.Migrations;

/// <summary>Connections of the administrator: to migrate, and to create tenants' databases and roles. Never used to serve a request.</summary>
public sealed class AdministratorConnections(CrmSettings settings)
{
    public string For(string database) =>
        new NpgsqlConnectionStringBuilder(settings.Postgres) { Database = database, MaxPoolSize = 4, MinPoolSize = 0, ApplicationName = "crm administrator" }.ConnectionString;

    public async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(For(database));
        await connection.OpenAsync(ct);
        return connection;
    }
}
