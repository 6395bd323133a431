using Crm.Kernel;
using Crm.Kernel.ChangeLog;
using Dapper;
using JasperFx;
using Marten;
using Marten.Storage;
using Npgsql;
using Wolverine.Runtime;

namespace Crm.Tenancy.Migrations;

/// <summary>One tenant's database: documents, envelopes, the modules' scripts, and the rights of the tenants' group.</summary>
public sealed class TenantSchema(IDocumentStore store, EmbeddedScripts scripts, IWolverineRuntime runtime, CrmSettings settings)
{
    public async Task ApplyAsync(string connectionString, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("create extension if not exists pg_trgm; create extension if not exists unaccent; create extension if not exists btree_gin; create schema if not exists kernel");
        using var database = new MartenDatabase((StoreOptions)store.Options, source, "migration");
        await database.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate, ct: ct);
        await EnvelopeTables.ApplyAsync(connection, runtime, ct);
        foreach (var (_, sql) in scripts.For("tenant")) await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: ct));
        await connection.ExecuteAsync("select kernel.attach_change_logs(@unlogged)", new { unlogged = Unlogged() });
        await RightsAsync(connection, ct);
        await connection.ExecuteAsync("""
            create table if not exists kernel.release (schema int not null);
            delete from kernel.release;
            insert into kernel.release (schema) values (@schema)
            """, new { schema = Release.Schema });
    }

    private string[] Unlogged() =>
        [.. store.Options.AllKnownDocumentTypes().Where(d => d.DocumentType.IsDefined(typeof(NotLoggedAttribute), false)).Select(d => d.TableName.QualifiedName)];

    private async Task RightsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var schemas = await connection.QueryAsync<string>("select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')");
        // At once: the history may be read and, through its triggers, grow, and must not lie open for a moment in between.
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var schema in schemas) await connection.ExecuteAsync(SchemaRights.Data(schema, settings.TenantGroup));
        await connection.ExecuteAsync("select kernel.grant_change_log(@group); revoke create on schema public from public", new { group = settings.TenantGroup });
        await transaction.CommitAsync(ct);
    }
}
