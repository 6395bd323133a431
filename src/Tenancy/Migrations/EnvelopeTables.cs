using Crm.Kernel.Control;
using JasperFx;
using Npgsql;
using Weasel.Core;
using Weasel.Core.Migrations;
using Weasel.Postgresql;
using Wolverine.RDBMS;
using Wolverine.Runtime;

namespace Crm.Tenancy.Migrations;

/// <summary>Wolverine's inbox, outbox and dead letters in a tenant's database: the tables of its main store less those of the cluster's nodes.</summary>
internal static class EnvelopeTables
{
    private static readonly string[] Names =
        [DatabaseConstants.IncomingTable, DatabaseConstants.OutgoingTable, DatabaseConstants.DeadLetterTable, "wolverine_dead_letter_history"];

    public static async Task ApplyAsync(NpgsqlConnection connection, IWolverineRuntime runtime, CancellationToken ct)
    {
        var main = (IDatabase)runtime.MainDatabase();
        var tables = main.AllObjects().Where(o => Names.Contains(o.Identifier.Name)).ToArray();
        if (tables.Length != Names.Length) throw new InvalidOperationException("Wolverine's envelope tables have other names than expected.");
        await connection.EnsureSchemaExists("wolverine", ct);
        var migration = await SchemaMigration.DetermineAsync(connection, ct, tables);
        // Left to itself it writes every statement to the console.
        await new PostgresqlMigrator().ApplyAllAsync(connection, migration, AutoCreate.CreateOrUpdate, new DefaultMigrationLogger(TextWriter.Null), ct);
    }
}
