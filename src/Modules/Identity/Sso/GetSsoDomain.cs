using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Sso;

/// <summary>Asks for one mail domain.</summary>
internal sealed record GetSsoDomain
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetSsoDomainEndpoint(SsoDomains domains) : Endpoint<GetSsoDomain, SsoDomainView>
{
    public override void Configure()
    {
        Get("/api/v1/sso-domains/{id}");
        Permissions(SsoPermissions.Read);
        this.Describes("getSsoDomain", "Single sign-on", "Read a mail domain and how to prove it", 200);
    }

    public override async Task HandleAsync(GetSsoDomain r, CancellationToken ct)
    {
        var domain = await domains.GetAsync(r.Id, ct);
        await Send.FoundAsync(domain.Version, SsoDomainView.Of(domain), ct);
    }
}
