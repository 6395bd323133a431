using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Identity.Platform;

/// <summary>Asks for a page of all operators' stays in companies.</summary>
internal sealed record ListOperatorsImpersonations : PageRequest;

internal sealed class ListOperatorsImpersonationsEndpoint(ControlPages pages) : Endpoint<ListOperatorsImpersonations, Page<ImpersonationView>>
{
    public override void Configure()
    {
        Get("/api/v1/platform/impersonations");
        AuthSchemes(PlatformToken.Scheme);
        Permissions(PlatformToken.Impersonate);
        this.Describes("listOperatorsImpersonations", "Platform", "List operators' stays in companies, newest first", 200);
    }

    public override async Task HandleAsync(ListOperatorsImpersonations r, CancellationToken ct) => await Send.PageAsync(
        await pages.ReadAsync<Impersonation, ImpersonationView>($"{Impersonation.Select} where true", "i.id", i => i.Id, new { }, r, ImpersonationView.Of, ct, descending: true), ct);
}
