using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Undoing;

/// <summary>Takes back what a job did.</summary>
internal sealed record UndoJob
{
    [RouteParam] public Guid Id { get; init; }
}

/// <summary>What the job of an undoing is to do.</summary>
/// <param name="Needs">The permissions that what it takes back needed.</param>
/// <param name="Before">Undoings of the same that did not come to their end.</param>
internal sealed record UndoOrder(Guid JobId, string Kind, IReadOnlyList<string> Needs, IReadOnlyList<Guid> Before);

internal sealed class UndoJobEndpoint(IDocumentSession session, JobStart jobs, IEnumerable<JobRunner> runners, Caller caller, TimeProvider clock) : Endpoint<UndoJob, JobView>
{
    public override void Configure()
    {
        Post("/api/v1/jobs/{id}/undo");
        Permissions(JobPermissions.Write);
        this.Describes("undoJob", "Jobs", "Take back what a job did", 202, JobProblems.NotUndoable, JobProblems.Undone, KernelProblems.Forbidden, KernelProblems.Conflict);
        Summary(s => s.Description = "Possible until `undoUntil`. What the job created is removed, what it changed is as it was before; what somebody has changed since stays, and is told in the file that the new job leaves.");
    }

    public override async Task HandleAsync(UndoJob r, CancellationToken ct)
    {
        var (job, _) = await session.JobAsync(r.Id, caller, ct);
        if (job.UndoUntil is not { } until || until < clock.GetUtcNow()) throw JobProblems.NotUndoable.With();
        // An undoing that failed or was cancelled can be begun again: what it has done is done.
        var earlier = job.UndoneBy is { } by ? await session.LoadAsync<Job>(by, ct) : null;
        if (earlier is { Status: not (JobStatus.Failed or JobStatus.Cancelled) }) throw JobProblems.Undone.With();
        IReadOnlyList<string> needs = [.. runners.Single(runner => runner.Kind == job.Kind).Needs(job)];
        if (needs.FirstOrDefault(need => Rights.Current?.Permissions.ContainsKey(need) is not true) is { } lacking) throw KernelProblems.Forbidden.With($"This needs `{lacking}`.");
        var undo = await jobs.BeginAsync(UndoRunner.JobKind, new UndoOrder(job.Id, job.Kind, needs, earlier is null ? [] : [.. UndoRunner.Asked(earlier).Before, earlier.Id]));
        job.UndoneBy = undo.Id;
        session.UpdateRevision(job, job.Version + 1);
        HttpContext.Response.Headers.Location = $"/api/v1/jobs/{undo.Id}";
        await Send.ResponseAsync(JobView.Of(undo, null, clock.GetUtcNow()), 202, ct);
    }
}
