using Crm.Tenancy.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Wolverine.Persistence.Durability;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace Crm.Tenancy.Awake;

/// <summary>
/// Gives the control store and each awake tenant's store a durability agent, spread over the nodes by Wolverine's leader; stands in for
/// Wolverine's own family, which would give one to every tenant there is (<c>DurabilityAgentEnabled = false</c>).
/// </summary>
internal sealed class AwakeFamily(IServiceProvider services, WakeBook book) : IAgentFamily
{
    private HashSet<Uri> known = [];

    public string Scheme => "wolverinedb";

    // Resolved late: the runtime is being built from the very services this family is one of.
    private IWolverineRuntime Runtime => services.GetRequiredService<IWolverineRuntime>();

    private MultiTenantedMessageStore Store => (MultiTenantedMessageStore)Runtime.Storage;

    /// <summary>One query by the leader in each round: also the poll that wakes tenants whose scheduled message comes due.</summary>
    public async ValueTask<IReadOnlyList<Uri>> AllKnownAgentsAsync()
    {
        var agents = (await book.AwakeAsync()).Select(UriOf).Prepend(Store.Main.Uri).ToList();
        known = [.. agents];
        return agents;
    }

    public ValueTask<IReadOnlyList<Uri>> SupportedAgentsAsync() => AllKnownAgentsAsync();

    public ValueTask EvaluateAssignmentsAsync(AssignmentGrid assignments)
    {
        assignments.DistributeEvenly(Scheme);
        // Without this, agents of tenants that fell asleep or are gone would be kept for ever.
        foreach (var gone in assignments.AgentsForScheme(Scheme).Where(a => !known.Contains(a.Uri))) gone.Detach();
        return default;
    }

    public async ValueTask<IAgent> BuildAgentAsync(Uri uri, IWolverineRuntime wolverineRuntime)
    {
        if (uri == Store.Main.Uri) return ((IMessageStoreWithAgentSupport)Store.Main).BuildAgent(wolverineRuntime);
        var key = uri.Segments[^1];
        var store = await Store.GetDatabaseAsync(key);
        store.Initialize(wolverineRuntime);
        var inner = ((IMessageStoreWithAgentSupport)store).BuildAgent(wolverineRuntime);
        return ActivatorUtilities.CreateInstance<AwakeTenantAgent>(services, uri, key, inner, wolverineRuntime);
    }

    private Uri UriOf(string key) => new($"{Scheme}://tenant/{key}");
}
