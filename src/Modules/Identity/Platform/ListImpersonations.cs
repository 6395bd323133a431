using Crm.Identity.Access;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Identity.Platform;

/// <summary>Asks for a page of operators' stays in one's company.</summary>
internal sealed record ListImpersonations : PageRequest;

internal sealed class ListImpersonationsEndpoint(ControlPages pages, Caller caller) : Endpoint<ListImpersonations, Page<ImpersonationView>>
{
    public override void Configure()
    {
        Get("/api/v1/impersonations");
        Permissions(AccessPermissions.ReadMembers);
        this.Describes("listImpersonations", "Access", "List the stays of those who run the service in one's company, newest first", 200);
    }

    public override async Task HandleAsync(ListImpersonations r, CancellationToken ct) => await Send.PageAsync(
        await pages.ReadAsync<Impersonation, ImpersonationView>($"{Impersonation.Select} where i.tenant_id = @TenantId", "i.id", i => i.Id, new { caller.TenantId }, r, ImpersonationView.Of, ct, descending: true), ct);
}
