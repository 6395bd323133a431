using System.Collections.Concurrent;
using Crm.Tenancy.Catalog;
using JasperFx.Descriptors;
using JasperFx.MultiTenancy;
using Marten;
using Marten.Schema;
using Marten.Storage;
using Npgsql;
using Weasel.Core.Migrations;

namespace Crm.Tenancy.Sessions;

/// <summary>Marten's way to a tenant's database: resolves every tenant of the catalog, enumerates only the awake ones.</summary>
public sealed class CatalogTenancy(StoreOptions options, TenantCatalog catalog, WakeBook book, TenantPools pools) : ITenancy
{
    /// <summary>The tenant of a session that nobody has bound: it can be made, but not used.</summary>
    public const string Nobody = "nobody";

    private readonly ConcurrentDictionary<string, MartenDatabase> databases = new();

    public DatabaseCardinality Cardinality => DatabaseCardinality.DynamicMultiple;
    public Tenant Default => throw new InvalidOperationException("A session needs a tenant.");
    public IDocumentCleaner Cleaner => throw new InvalidOperationException("Cleaning goes database by database.");

    public async ValueTask<IMartenDatabase> FindOrCreateDatabase(string tenantIdOrDatabaseIdentifier)
    {
        var key = options.TenantIdStyle.MaybeCorrectTenantId(tenantIdOrDatabaseIdentifier);
        if (databases.TryGetValue(key, out var database)) return database;
        if (key == Nobody) return Add(key, NpgsqlDataSource.Create("Host=no-tenant-is-bound.invalid;Database=none"));
        return await catalog.FindAsync(key) is { Exists: true } row ? Add(key, pools.For(row)) : throw new UnknownTenantIdException(key);
    }

    public async ValueTask<Tenant> GetTenantAsync(string tenantId)
    {
        var key = options.TenantIdStyle.MaybeCorrectTenantId(tenantId);
        pools.Used(key);
        return new Tenant(key, await FindOrCreateDatabase(key));
    }

    // Marten asks synchronously; the door and the agents have resolved the tenant before, so this waits only on a miss.
    public Tenant GetTenant(string tenantId)
    {
        var found = GetTenantAsync(tenantId);
        return found.IsCompletedSuccessfully ? found.Result : found.AsTask().GetAwaiter().GetResult();
    }

    public async ValueTask<IReadOnlyList<IDatabase>> BuildDatabases()
    {
        var awake = new List<IDatabase>();
        foreach (var key in await book.AwakeAsync()) awake.Add(await FindOrCreateDatabase(key));
        return awake;
    }

    public ValueTask<IMartenDatabase> FindDatabase(DatabaseId id) =>
        new(databases.Values.FirstOrDefault(d => d.Id == id) ?? throw new UnknownTenantIdException(id.ToString()));

    public bool IsTenantStoredInCurrentDatabase(IMartenDatabase database, string tenantId) =>
        database.TenantIds.Contains(options.TenantIdStyle.MaybeCorrectTenantId(tenantId));

    public ValueTask<DatabaseUsage> DescribeDatabasesAsync(CancellationToken token) =>
        new(new DatabaseUsage { Cardinality = Cardinality, Databases = [.. databases.Values.Select(d => d.Describe())] });

    /// <summary>Whether this node has opened the tenant's database.</summary>
    public bool Holds(string key) => databases.ContainsKey(key);

    /// <summary>Only for a tenant that is gone for good: others keep references to a sleeping tenant's database.</summary>
    public void Forget(string key)
    {
        if (databases.TryRemove(key, out var database)) database.Dispose();
        pools.Remove(key);
    }

    public void Dispose()
    {
        foreach (var database in databases.Values) database.Dispose();
    }

    private MartenDatabase Add(string key, NpgsqlDataSource source) => databases.GetOrAdd(key, _ =>
    {
        var database = new MartenDatabase(options, source, key);
        database.TenantIds.Add(key);
        return database;
    });
}
