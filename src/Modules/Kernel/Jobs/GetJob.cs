using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Jobs;

/// <summary>Asks how far a job has come.</summary>
internal sealed record GetJob
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetJobEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<GetJob, JobView>
{
    public override void Configure()
    {
        Get("/api/v1/jobs/{id}");
        Permissions(JobPermissions.Read);
        this.Describes("getJob", "Jobs", "See how far a job has come", 200);
    }

    public override async Task HandleAsync(GetJob r, CancellationToken ct)
    {
        var (job, progress) = await session.JobAsync(r.Id, caller, ct);
        await Send.FoundAsync(JobView.VersionOf(job, progress), JobView.Of(job, progress, clock.GetUtcNow()), ct);
    }
}
