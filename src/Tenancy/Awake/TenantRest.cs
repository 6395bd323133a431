using Crm.Kernel.ChangeLog.Sealing;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Sessions;
using Npgsql;

namespace Crm.Tenancy.Awake;

/// <summary>What is left to do in a tenant's database, and what has served its time there.</summary>
internal sealed class TenantRest(TenantCatalog catalog, TenantPools pools, Sealer sealer)
{
    private const string Sweep = "delete from kernel.mt_doc_idempotencyrecord where (data ->> 'expiresAt')::timestamptz < now()";

    // Handled rows count as work left: they are the memory of what was done, and Wolverine removes them in time.
    private const string Look = """
        select exists(select from wolverine.wolverine_incoming_envelopes where status <> 'Scheduled')
            or exists(select from wolverine.wolverine_outgoing_envelopes)
            or exists(select from wolverine.wolverine_dead_letters where replayable),
               (select min(execution_time) from wolverine.wolverine_incoming_envelopes where status = 'Scheduled')
        """;

    /// <summary>Once an hour from the agent, and on the way to sleep.</summary>
    public async Task SweepAsync(string key, CancellationToken ct)
    {
        await using var command = (await PoolAsync(key, ct)).CreateCommand(Sweep);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Every minute from the agent, and on the way to sleep. A database that is behind has no seals yet.</summary>
    public async Task SealAsync(string key, CancellationToken ct)
    {
        if (await catalog.FindAsync(key, ct) is { } row && row.SchemaVersion >= Release.Schema) await sealer.SealAsync(row.Id, pools.For(row), ct);
    }

    public async Task<(bool Busy, DateTimeOffset? Next)> LookAsync(string key, CancellationToken ct)
    {
        await using var batch = (await PoolAsync(key, ct)).CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Sweep));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Look));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetBoolean(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }

    private async Task<NpgsqlDataSource> PoolAsync(string key, CancellationToken ct) =>
        pools.For(await catalog.FindAsync(key, ct) ?? throw new InvalidOperationException($"Tenant {key} is not in the catalog."));
}
