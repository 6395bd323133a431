using Crm.Kernel.Control;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Kernel.ChangeLog.Sealing;

/// <summary>Seals what the change logs have got since they were sealed last: after the commit of whoever wrote it, never in a request.</summary>
public sealed class Sealer(ControlDatabase control, Anchors anchors, ILogger<Sealer> log)
{
    private const int Batch = 1000;
    private const int Stretch = 5000;

    /// <summary>All that is in the tenant's own database. Two at once take turns; one that was killed is made up for by the next.</summary>
    public async Task SealAsync(Guid tenant, NpgsqlDataSource records, CancellationToken ct)
    {
        await using var connection = await records.OpenConnectionAsync(ct);
        await using var anchored = await control.Lookups.OpenConnectionAsync(ct);
        await SealAsync(tenant, LogSource.Records, connection, anchored, ct);
    }

    /// <summary>The control database's log, for those tenants that have something new in it.</summary>
    public async Task SealSharesAsync(CancellationToken ct)
    {
        while (await SealStretchAsync(ct)) { }
    }

    private async Task<bool> SealStretchAsync(CancellationToken ct)
    {
        await using var connection = await control.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await connection.QueryFirstOrDefaultAsync<long?>("select through from kernel.seal_progress for update skip locked") is not { } through) return false;
        var horizon = await connection.ExecuteScalarAsync<long>("select kernel.change_horizon()");
        var till = Math.Min(horizon, through + Stretch);
        var tenants = await connection.QueryAsync<Guid>(
            "select distinct tenant_id from kernel.changes where id > @through and id <= @till and tenant_id is not null order by tenant_id", new { through, till });
        foreach (var tenant in tenants.AsList()) await SealAsync(tenant, LogSource.Access, connection, connection, ct);
        await connection.ExecuteAsync("update kernel.seal_progress set through = @till where through < @till", new { till });
        await transaction.CommitAsync(ct);
        return till < horizon;
    }

    private async Task SealAsync(Guid chain, LogSource source, NpgsqlConnection entries, NpgsqlConnection anchored, CancellationToken ct)
    {
        var anchor = await Anchors.FindAsync(anchored, chain, source);
        if (anchor is null && await entries.ExecuteScalarAsync<bool>("select not exists (select from kernel.seals where chain = @chain)", new { chain }))
        {
            await anchors.BeginAsync(anchored, chain, source);
            anchor = await Anchors.FindAsync(anchored, chain, source);
        }
        Seal? sealedLast;
        do sealedLast = await entries.QueryFirstOrDefaultAsync<Seal>("select * from kernel.seal_changes(@chain, @Batch)", new { chain, Batch });
        while (sealedLast is { Entries: Batch } && !ct.IsCancellationRequested);

        var head = sealedLast ?? await entries.QueryFirstOrDefaultAsync<Seal>("select * from kernel.seals where chain = @chain order by number desc limit 1", new { chain });
        anchor ??= await Anchors.FindAsync(anchored, chain, source); // another node may have begun the chain meanwhile
        if (head is null || head.Number == anchor?.Number) return;
        // An anchor moves on only along the chain it holds: else whoever rewrote it would have their work confirmed.
        if (anchor is not null && anchors.IsGenuine(anchor) && await StandsAsync(entries, anchor)) await anchors.MoveAsync(anchored, anchor, head);
        else log.LogError("The history of tenant {Tenant} ({Source}) does not fit its anchor: it was changed by somebody with rights on the database", chain, source);
    }

    private static async Task<bool> StandsAsync(NpgsqlConnection entries, Anchor anchor) => anchor.Number == 0 || await entries.ExecuteScalarAsync<bool>(
        "select exists (select from kernel.seals where chain = @Chain and number = @Number and hash = @Hash)", new { anchor.Chain, anchor.Number, anchor.Hash });
}
