using Crm.Kernel.ChangeLog;
using Crm.Kernel.Jobs;
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

    // Not async itself: what an async method sets for the code that flows from it, its caller does not see.
    public static Task BeforeAsync(Envelope envelope, TenantCatalog catalog)
    {
        ChangeOrigin.Current = new(envelope.Message is RunJob run ? JobRunner.MeansOf(run.JobId) : $"handler:{envelope.Message?.GetType().Name}");
        return envelope.TenantId is { Length: 32 } key ? CheckAsync(key, catalog) : Task.CompletedTask;
    }

    private static async Task CheckAsync(string key, TenantCatalog catalog)
    {
        if (await catalog.FindAsync(key) is { } tenant) TenantStates.Check(tenant, writing: true);
    }
}
