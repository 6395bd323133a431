using Crm.Tenancy.Catalog;
using Crm.Tenancy.Sessions;
using Npgsql;

namespace Crm.Tenancy.Awake;

/// <summary>What is left to do in a tenant's database; on the way to sleep, what has served its time is swept out.</summary>
internal sealed class TenantRest(TenantCatalog catalog, TenantPools pools)
{
    private const string Sweep = "delete from kernel.mt_doc_idempotencyrecord where (data ->> 'expiresAt')::timestamptz < now()";

    // Handled rows count as work left: they are the memory of what was done, and Wolverine removes them in time.
    private const string Look = """
        select exists(select from wolverine.wolverine_incoming_envelopes where status <> 'Scheduled')
            or exists(select from wolverine.wolverine_outgoing_envelopes)
            or exists(select from wolverine.wolverine_dead_letters where replayable),
               (select min(execution_time) from wolverine.wolverine_incoming_envelopes where status = 'Scheduled')
        """;

    public async Task<(bool Busy, DateTimeOffset? Next)> LookAsync(string key, CancellationToken ct)
    {
        var row = await catalog.FindAsync(key, ct) ?? throw new InvalidOperationException($"Tenant {key} is not in the catalog.");
        await using var batch = pools.For(row).CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Sweep));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Look));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetBoolean(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }
}
