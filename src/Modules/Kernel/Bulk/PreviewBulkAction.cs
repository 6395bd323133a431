using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Views;
using FastEndpoints;

namespace Crm.Kernel.Bulk;

internal sealed class PreviewBulkActionEndpoint(BulkDesk desk) : Endpoint<BulkActionRequest, BulkPreview>
{
    public override void Configure()
    {
        Post("/api/v1/bulk-actions/dry-run");
        Permissions(BulkPermissions.Bulk);
        this.Describes("previewBulkAction", "Jobs", "Count the records that a bulk action is about", 200,
            FilterProblems.Invalid, FilterProblems.TooComplex, ViewProblems.Unknown, KernelProblems.OwnerUnknown, KernelProblems.FieldHidden, KernelProblems.FieldReadOnly);
        this.OnlyAsks();
    }

    public override async Task HandleAsync(BulkActionRequest r, CancellationToken ct) => await Send.OkAsync(await desk.PreviewAsync(await desk.OrderAsync(r, ct), ct), ct);
}
