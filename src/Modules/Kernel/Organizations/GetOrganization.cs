using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Organizations;

internal sealed class GetOrganizationEndpoint(IDocumentSession session) : EndpointWithoutRequest<OrganizationView>
{
    public override void Configure()
    {
        Get("/api/v1/organization");
        Permissions(OrganizationPermissions.Read);
        this.Describes("getOrganization", "Organization", "Read what the company has settled for all", 200);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var organization = await Organization.LoadAsync(session, ct);
        await Send.FoundAsync(organization.Version, OrganizationView.Of(organization), ct);
    }
}
