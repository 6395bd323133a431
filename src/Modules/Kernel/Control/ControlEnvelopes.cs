using Wolverine.Persistence.Durability;
using Wolverine.RDBMS;
using Wolverine.Runtime;

namespace Crm.Kernel.Control;

/// <summary>Wolverine's main message store: the control database's envelopes.</summary>
public static class ControlEnvelopes
{
    // Until the runtime has started, its storage is the main store itself and not yet the composite over tenants.
    public static IMessageDatabase MainDatabase(this IWolverineRuntime runtime) =>
        (IMessageDatabase)(runtime.Storage is MultiTenantedMessageStore composite ? composite.Main : runtime.Storage);
}
