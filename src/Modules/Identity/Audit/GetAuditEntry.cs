using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Audit;

/// <summary>Asks for one entry of the company's history.</summary>
internal sealed record GetAuditEntry
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetAuditEntryEndpoint(AuditLog log, AuditNames names, AuditValues values) : Endpoint<GetAuditEntry, AuditEntryView>
{
    public override void Configure()
    {
        Get("/api/v1/audit-entries/{id}");
        Permissions(AuditPermissions.Read);
        this.Describes("getAuditEntry", "Audit", "Read one thing that was done", 200);
    }

    public override async Task HandleAsync(GetAuditEntry r, CancellationToken ct)
    {
        var row = await log.FindAsync(r.Id, ct) ?? throw KernelProblems.NotFound.With();
        await Send.OkAsync(AuditEntryView.Of(row, await names.OfAsync([row], ct), values.Of), ct);
    }
}
