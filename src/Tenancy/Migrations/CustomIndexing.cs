using Crm.Kernel.CustomFields;
using Crm.Kernel.Filters;
using Crm.Tenancy.Catalog;
using Dapper;
using Marten;
using Npgsql;
using Wolverine;
using Wolverine.Attributes;

namespace Crm.Tenancy.Migrations;

[MessageTimeout(3600)]
public static class SettleCustomIndexesHandler
{
    public static async Task<OutgoingMessages> Handle(SettleCustomIndexes again, IDocumentSession session, CustomIndexing indexing, CancellationToken ct)
    {
        OutgoingMessages later = [];
        if (!await indexing.SettleAsync(session, ct)) later.Delay(again, TimeSpan.FromSeconds(2));
        return later;
    }
}

/// <summary>Makes the indexes over custom fields what the definitions say, beside everybody's work. Done as the administrator, for a company's own role may define nothing; what is indexed is made here
/// from the definitions, so that no message can say more than that it is time.</summary>
public sealed class CustomIndexing(AdministratorConnections administrator, TenantCatalog catalog, IEnumerable<RecordKind> kinds, TimeProvider clock)
{
    /// <returns>False if another node is at it.</returns>
    public async Task<bool> SettleAsync(IDocumentSession session, CancellationToken ct)
    {
        await using var connection = await administrator.OpenAsync((await catalog.FindAsync(session.TenantId, ct))!.Database, ct);
        // Tried, not waited for: to build, PostgreSQL waits for every statement that runs, and so also for one that waits for us.
        if (!await connection.ExecuteScalarAsync<bool>("select pg_try_advisory_lock(hashtext('crm custom indexes'))")) return false;
        var set = await CustomFieldSet.LoadAsync(session, ct);
        foreach (var kind in kinds.Where(kind => kind.IsSubject)) await SettleAsync(connection, session.DocumentStore.Options.Schema.For(kind.Document), kind, set, ct);
        if (!set.Fields.Exists(f => f is { IndexSlot: not null, IndexReady: false })) return true;
        set.Fields = [.. set.Fields.Select(f => f with { IndexReady = f.IndexSlot is not null })];
        set.Save(session, "system", clock.GetUtcNow());
        return true;
    }

    private static async Task SettleAsync(NpgsqlConnection connection, string table, RecordKind kind, CustomFieldSet set, CancellationToken ct)
    {
        Task ChangeAsync(string sql) => connection.ExecuteAsync(new CommandDefinition(sql, commandTimeout: 0, cancellationToken: ct));
        var schema = table[..table.IndexOf('.')];
        var wanted = set.Of(kind.Object).SelectMany(CustomIndexes.Of).ToDictionary(index => index.Name, index => index.Keys);
        var there = (await connection.QueryAsync<(string Name, string? Keys)>("""
            select c.relname, case when i.indisvalid then obj_description(c.oid, 'pg_class') end
            from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = @table::regclass and c.relname ~ @names
            """, new { table, names = $"^{kind.Object}_custom_[0-9]+" })).ToDictionary(index => index.Name, index => index.Keys);
        foreach (var (name, keys) in there)
            if (wanted.GetValueOrDefault(name) != keys) await ChangeAsync($"drop index concurrently {schema}.{name}");
        var missing = wanted.Where(index => there.GetValueOrDefault(index.Key) != index.Value).ToList();
        foreach (var (name, keys) in missing)
        {
            await ChangeAsync($"create index concurrently {name} on {table} ({keys})");
            await ChangeAsync($"comment on index {schema}.{name} is '{keys.Replace("'", "''", StringComparison.Ordinal)}'");
        }
        // What an expression's values are like is known only from then on.
        if (missing.Count > 0) await ChangeAsync($"analyze {table}");
    }
}
