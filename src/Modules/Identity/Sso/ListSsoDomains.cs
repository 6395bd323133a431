using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Identity.Sso;

/// <summary>Asks for a page of mail domains.</summary>
internal sealed record ListSsoDomains : PageRequest;

internal sealed class ListSsoDomainsEndpoint(ControlPages pages, Caller caller) : Endpoint<ListSsoDomains, Page<SsoDomainView>>
{
    public override void Configure()
    {
        Get("/api/v1/sso-domains");
        Permissions(SsoPermissions.Read);
        this.Describes("listSsoDomains", "Single sign-on", "List the company's mail domains by name", 200);
    }

    public override async Task HandleAsync(ListSsoDomains r, CancellationToken ct) =>
        await Send.PageAsync(await pages.ReadAsync<SsoDomain, SsoDomainView>(SsoDomains.Select, "d.domain", d => d.Domain, new { caller.TenantId }, r, SsoDomainView.Of, ct), ct);
}
