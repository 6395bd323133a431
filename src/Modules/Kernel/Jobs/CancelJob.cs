using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Jobs;

/// <summary>Wants a job to end early.</summary>
internal sealed record CancelJob
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class CancelJobEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<CancelJob, JobView>
{
    public override void Configure()
    {
        Post("/api/v1/jobs/{id}/cancellation");
        Permissions(JobPermissions.Write);
        this.Describes("cancelJob", "Jobs", "End a job early, after the step it is at", 202, JobProblems.Finished, Problems.KernelProblems.Conflict);
    }

    public override async Task HandleAsync(CancelJob r, CancellationToken ct)
    {
        var (job, progress) = await session.JobAsync(r.Id, caller, ct);
        if (job.IsOver) throw JobProblems.Finished.With();
        if (!job.CancelRequested)
        {
            job.CancelRequested = true;
            job.Touch(caller.Actor, clock.GetUtcNow());
            session.UpdateRevision(job, job.Version + 1);
        }
        HttpContext.Response.Headers.Location = $"/api/v1/jobs/{job.Id}";
        await Send.ResponseAsync(JobView.Of(job, progress, clock.GetUtcNow()), 202, ct);
    }
}
