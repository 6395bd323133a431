using Crm.Kernel.ChangeLog;
using Crm.Kernel.Problems;
using Crm.Tenancy.Catalog;
using Wolverine;

namespace Crm.Tenancy.Requests;

/// <summary>The door of handlers: says by what means data changes, and holds back the messages of a tenant that is suspended or behind until it is not.</summary>
public static class HandlerDoor
{
    /// <summary>Whether the failure says that the tenant is suspended, read-only or behind, and not that it is gone.</summary>
    public static bool IsShut(ProblemException problem) =>
        problem.Type == TenancyProblems.Suspended || problem.Type == TenancyProblems.ReadOnly || problem.Type == TenancyProblems.Behind;

    public static async Task BeforeAsync(Envelope envelope, TenantCatalog catalog)
    {
        if (envelope.TenantId is { Length: 32 } key && await catalog.FindAsync(key) is { } tenant) TenantStates.Check(tenant, writing: true);
        ChangeOrigin.Current = new($"handler:{envelope.Message?.GetType().Name}");
    }
}
