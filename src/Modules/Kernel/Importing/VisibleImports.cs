using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Kernel.Importing;

/// <summary>Imports as far as a caller knows of them: they show somebody's file, so everybody has their own.</summary>
internal static class VisibleImports
{
    public static async Task<Import> ImportAsync(this IQuerySession session, Guid id, Caller caller, CancellationToken ct)
    {
        var import = await session.LiveAsync<Import>(id, ct);
        return import.AccountId == caller.AccountId && (caller is { ApiKeyId: null, OperatorId: null } || import.CreatedBy == caller.Actor) ? import : throw KernelProblems.NotFound.With();
    }

    /// <summary>Ends the request while a job works at it.</summary>
    public static async Task RefuseBusyAsync(this IQuerySession session, Import import, CancellationToken ct)
    {
        if (import.JobId is { } job && await session.LoadAsync<Job>(job, ct) is { IsOver: false }) throw ImportProblems.Busy.With();
    }
}
