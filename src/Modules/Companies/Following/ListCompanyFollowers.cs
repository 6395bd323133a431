using Crm.Kernel;
using Crm.Kernel.Following;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;
using Marten;

namespace Crm.Companies.Following;

/// <summary>Asks who follows a company.</summary>
internal sealed record ListCompanyFollowers
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class ListCompanyFollowersEndpoint(IDocumentSession session, Followers followers) : Endpoint<ListCompanyFollowers, Page<FollowerView>>
{
    public override void Configure()
    {
        Get("/api/v1/companies/{id}/followers");
        Permissions(CompanyPermissions.Read);
        this.Describes("listCompanyFollowers", "Companies", "List who follows a company", 200);
    }

    public override async Task HandleAsync(ListCompanyFollowers request, CancellationToken ct)
    {
        var company = await session.LiveAsync<Company>(request.Id, ct);
        await Send.OkAsync(new(await followers.ListAsync(company.Id, ct), new(Followers.Most, HasMore: false)), ct);
    }
}
