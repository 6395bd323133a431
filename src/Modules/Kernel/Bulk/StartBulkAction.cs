using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Problems;
using Crm.Kernel.Views;
using FastEndpoints;

namespace Crm.Kernel.Bulk;

internal sealed class StartBulkActionEndpoint(BulkDesk desk, JobStart jobs, TimeProvider clock) : Endpoint<BulkActionRequest, JobView>
{
    public override void Configure()
    {
        Post("/api/v1/bulk-actions");
        Permissions(BulkPermissions.Bulk);
        this.Describes("startBulkAction", "Jobs", "Change many records at once", 202,
            FilterProblems.Invalid, FilterProblems.TooComplex, ViewProblems.Unknown, KernelProblems.OwnerUnknown, KernelProblems.FieldHidden, KernelProblems.FieldReadOnly);
        Summary(s => s.Description = "Each record is changed as a request for it alone would do it. What cannot be changed is listed in the job's result, with the code of the reason; all that was done can be taken back for seven days (`undoJob`).");
    }

    public override async Task HandleAsync(BulkActionRequest r, CancellationToken ct)
    {
        var job = await jobs.BeginAsync(BulkRunner.JobKind, await desk.OrderAsync(r, ct));
        HttpContext.Response.Headers.Location = $"/api/v1/jobs/{job.Id}";
        await Send.ResponseAsync(JobView.Of(job, null, clock.GetUtcNow()), 202, ct);
    }
}
