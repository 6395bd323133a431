using System.Collections.Concurrent;
using Crm.Kernel;
using Crm.Tenancy.Catalog;
using Npgsql;

namespace Crm.Tenancy.Sessions;

/// <summary>
/// One small, lazily built data source per tenant. It is disposed only when the tenant is deleted: Marten and Wolverine keep references,
/// and an empty pool costs no connection. When the node exceeds its budget, idle pools are emptied, least recently used first.
/// </summary>
public sealed class TenantPools(TenantLogins logins, CrmSettings settings, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, Pool> pools = new();
    private readonly ConnectionBudget budget = new(settings.Awake.ConnectionBudget);

    public NpgsqlDataSource For(TenantRow row)
    {
        var pool = pools.GetOrAdd(row.Key, _ => new(Build(row)));
        pool.LastUsed = clock.GetTimestamp();
        return pool.Source;
    }

    public void Used(string key)
    {
        if (pools.TryGetValue(key, out var pool)) pool.LastUsed = clock.GetTimestamp();
    }

    public void Remove(string key)
    {
        if (pools.TryRemove(key, out var pool)) pool.Source.Dispose();
        budget.Forget(key);
    }

    public void Dispose()
    {
        budget.Dispose();
        foreach (var pool in pools.Values) pool.Source.Dispose();
    }

    private NpgsqlDataSource Build(TenantRow row)
    {
        var builder = new NpgsqlDataSourceBuilder(logins.For(row)) { Name = row.Key };
        builder.UsePhysicalConnectionInitializer(_ => { }, _ => budget.AdmitAsync(() => pools.OrderBy(p => p.Value.LastUsed).Select(p => (p.Key, p.Value.Source))));
        return builder.Build();
    }

    private sealed class Pool(NpgsqlDataSource source)
    {
        public NpgsqlDataSource Source => source;
        public long LastUsed;
    }
}
