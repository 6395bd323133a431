using System.Collections.Concurrent;
using Crm.Tenancy.Catalog;
using JasperFx.Descriptors;
using JasperFx.MultiTenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Wolverine.Persistence.Durability;
using Wolverine.Runtime;

namespace Crm.Tenancy.Awake;

/// <summary>
/// Wolverine enumerates message stores when it ejects a node, shuts down or is administered: this gives it only the ones alive on this node.
/// The stock source only grows, so the first ejection after a tenant was dropped would fail.
/// </summary>
internal sealed class AwakeMessageSource(ITenantedMessageSource stock, WakeBook book) : ITenantedMessageSource
{
    private readonly ConcurrentDictionary<string, IMessageStore> stores = new();

    public DatabaseCardinality Cardinality => stock.Cardinality;

    public async ValueTask<IMessageStore> FindAsync(string tenantId) =>
        stores.TryGetValue(tenantId, out var store) ? store : stores[tenantId] = await stock.FindAsync(tenantId);

    // Start-up must not depend on how many tenants are awake.
    public Task RefreshAsync() => Task.CompletedTask;

    public Task RefreshLiteAsync() => Task.CompletedTask;

    public IReadOnlyList<IMessageStore> AllActive() => [.. Live().Select(s => s.Value)];

    public IReadOnlyList<Assignment<IMessageStore>> AllActiveByTenant() => [.. Live().Select(s => new Assignment<IMessageStore>(s.Key, s.Value))];

    private async Task ForgetTheGoneAsync(string key, TenantCatalog catalog)
    {
        if (await catalog.FindAsync(key) is not { Exists: true }) stores.TryRemove(key, out _);
    }

    /// <summary>Wraps the store that the Marten integration registered.</summary>
    public static void Decorate(IServiceCollection services)
    {
        var stock = services.Last(s => s.ServiceType == typeof(IMessageStore)).ImplementationFactory
            ?? throw new InvalidOperationException("Wolverine's Marten integration must be registered before.");
        services.Replace(ServiceDescriptor.Singleton<IMessageStore>(provider =>
        {
            var store = (MultiTenantedMessageStore)stock(provider);
            var catalog = provider.GetRequiredService<TenantCatalog>();
            var source = new AwakeMessageSource(store.Source, provider.GetRequiredService<WakeBook>());
            catalog.Changed += key =>
            {
                if (source.stores.ContainsKey(key)) _ = source.ForgetTheGoneAsync(key, catalog);
            };
            return new MultiTenantedMessageStore(store.Main, provider.GetRequiredService<IWolverineRuntime>(), source);
        }));
    }

    private IEnumerable<KeyValuePair<string, IMessageStore>> Live() => stores.Where(s => book.IsLiveHere(s.Key));
}
