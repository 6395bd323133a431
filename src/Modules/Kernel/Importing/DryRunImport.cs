using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Kernel.Importing;

/// <summary>Find out what would become of an import's rows.</summary>
internal sealed record DryRunImport
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class DryRunImportEndpoint(ImportDesk desk) : Endpoint<DryRunImport, JobView>
{
    public override void Configure()
    {
        Post("/api/v1/imports/{id}/dry-run");
        Permissions(ImportPermissions.Import);
        this.Describes("dryRunImport", "Imports", "Find out what would become of an import's rows", 202, ImportProblems.Busy, ImportProblems.Gone, KernelProblems.ValidationFailed, KernelProblems.Conflict);
        Summary(s => s.Description = "Looks at every row as a run would, and writes nothing.");
    }

    public override async Task HandleAsync(DryRunImport r, CancellationToken ct) => await Send.ResponseAsync(await desk.StartAsync(r.Id, dryRun: true, HttpContext.Response, ct), 202, ct);
}
