using Crm.Kernel.Access;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Kernel.Jobs;

/// <summary>Jobs as far as a caller knows of them.</summary>
internal static class VisibleJobs
{
    /// <summary>The job, if the caller started it or may see everybody's; else the request ends with 404.</summary>
    public static async Task<(Job Job, JobProgress? Progress)> JobAsync(this IQuerySession session, Guid id, Caller caller, CancellationToken ct)
    {
        // The progress first: a step in between ends it, and then the job has the last word.
        var progress = await session.LoadAsync<JobProgress>(id, ct);
        var job = await session.LiveAsync<Job>(id, ct);
        return job.IsOf(caller) || SeesAll ? (job, job.IsOver ? null : progress) : throw KernelProblems.NotFound.With();
    }

    public static bool SeesAll => Rights.Current?.Permissions.ContainsKey(JobPermissions.ReadAll) is true;
}
