using System.IO.Compression;
using System.Text.Json;
using Crm.Kernel.Files;
using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Privacy;

/// <summary>Wants all that is held of a contact's person.</summary>
internal sealed record ExportSubject
{
    [RouteParam] public Guid Id { get; init; }
}

/// <summary>What the job is to write down.</summary>
internal sealed record SubjectExportOrder(string Object, Guid Id);

internal sealed class ExportSubjectEndpoint(IDocumentSession session, IEnumerable<SubjectKind> kinds, JobStart jobs, TimeProvider clock) : Endpoint<ExportSubject, JobView>
{
    public override void Configure()
    {
        Post("/api/v1/contacts/{id}/subject-exports");
        Permissions(PrivacyPermissions.Export);
        this.Describes("exportSubject", "Privacy", "Export all that is held of a contact's person, as one archive", 202);
        Summary(s => s.Description = "The job's result is a ZIP: the contact and those that became part of it, consents, companies, notes, tasks, activities, attachments with their files, the timeline, and the change log of the record.");
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(ExportSubject r, CancellationToken ct)
    {
        if (await kinds.Single(k => k.Object == "contact").LoadAsync(session, r.Id, ct) is null) throw KernelProblems.NotFound.With();
        var job = await jobs.BeginAsync(SubjectExportRunner.JobKind, new SubjectExportOrder("contact", r.Id));
        HttpContext.Response.Headers.Location = $"/api/v1/jobs/{job.Id}";
        await Send.ResponseAsync(JobView.Of(job, null, clock.GetUtcNow()), 202, ct);
    }
}

/// <summary>One step, in which the archive is written as it is read.</summary>
internal sealed class SubjectExportRunner(IEnumerable<SubjectKind> kinds, IEnumerable<SubjectData> data, FileStore files) : JobRunner
{
    public const string JobKind = "subjectExport";

    public override string Kind => JobKind;

    public override IEnumerable<string> Needs(Job job) => [PrivacyPermissions.Export];

    public override async Task<bool> StepAsync(IDocumentSession session, Job job, JobProgress progress, CancellationToken ct)
    {
        var order = JsonSerializer.Deserialize<SubjectExportOrder>(job.Settings, Json.Options)!;
        var subject = await kinds.Single(k => k.Object == order.Object).FindAsync(session, order.Id, ct) ?? throw KernelProblems.NotFound.With();
        var name = $"{FolderOf(session.TenantId, job)}/result-{Guid.CreateVersion7():n}";
        var bytes = await files.WriteAsync(name, async file =>
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var part in data.OrderByDescending(d => d.Turn)) await part.ExportAsync(session, subject, new(zip), ct);
        }, ct);
        (progress.Total, progress.Done) = (1, 1);
        job.Leave(new(name, $"subject-{job.CreatedAt:yyyy-MM-dd}.zip", "application/zip", bytes));
        return true;
    }

    public override Task CleanUpAsync(string tenant, Job job, CancellationToken ct) => files.DeleteFolderAsync(FolderOf(tenant, job), ct);

    private static string FolderOf(string tenant, Job job) => $"subject-exports/{tenant}/{job.Id:n}";
}
