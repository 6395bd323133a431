using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Kernel.Importing;

/// <summary>Import an import's rows.</summary>
internal sealed record RunImport
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RunImportEndpoint(ImportDesk desk) : Endpoint<RunImport, JobView>
{
    public override void Configure()
    {
        Post("/api/v1/imports/{id}/runs");
        Permissions(ImportPermissions.Import);
        this.Describes("runImport", "Imports", "Import an import's rows", 202, ImportProblems.Busy, ImportProblems.Gone, KernelProblems.ValidationFailed, KernelProblems.Conflict);
        Summary(s => s.Description = "Good rows are imported, bad ones are told: the job's result is a file with them. It can be cancelled, and then keeps what it has done.");
    }

    public override async Task HandleAsync(RunImport r, CancellationToken ct) => await Send.ResponseAsync(await desk.StartAsync(r.Id, dryRun: false, HttpContext.Response, ct), 202, ct);
}
