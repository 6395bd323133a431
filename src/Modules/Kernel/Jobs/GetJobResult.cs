using Crm.Kernel.Files;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Jobs;

/// <summary>Fetches the file that a job left.</summary>
internal sealed record GetJobResult
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetJobResultEndpoint(IDocumentSession session, FileStore files, Caller caller, TimeProvider clock) : Endpoint<GetJobResult>
{
    private static readonly string[] MediaTypes = ["text/csv", "application/x-ndjson", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/vcard", "application/zip"];

    public override void Configure()
    {
        Get("/api/v1/jobs/{id}/result");
        Permissions(JobPermissions.Read);
        this.DescribesFile("getJobResult", "Jobs", "Download what a job left; only whoever started it can", MediaTypes, JobProblems.Unfinished, JobProblems.ResultGone);
    }

    public override async Task HandleAsync(GetJobResult r, CancellationToken ct)
    {
        var (job, _) = await session.JobAsync(r.Id, caller, ct);
        // It holds what its starter may see, which others, even those who see all jobs, may not.
        if (!job.IsOf(caller)) throw KernelProblems.NotFound.With();
        if (job is not { Status: JobStatus.Succeeded, Result: { } result, FinishedAt: { } end }) throw JobProblems.Unfinished.With();
        await using var file = end + Job.ResultLives > clock.GetUtcNow() ? await files.OpenAsync(result.File, ct) : null;
        if (file is null) throw JobProblems.ResultGone.With();

        var (answer, tag) = (HttpContext.Response, ETags.Of(JobView.VersionOf(job, null)));
        (answer.Headers.ETag, answer.Headers.CacheControl) = (tag, "private, no-store");
        if (ETags.IsKnown(HttpContext.Request, tag))
        {
            await Send.NotModifiedAsync(ct);
            return;
        }
        HttpContext.MarkResponseStart();
        (answer.ContentType, answer.ContentLength) = (result.MediaType, file.Length);
        answer.Headers.ContentDisposition = $"attachment; filename=\"{result.Name}\"";
        await file.Content.CopyToAsync(answer.Body, ct);
    }
}
