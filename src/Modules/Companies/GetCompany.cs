using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Companies;

/// <summary>Asks for one company.</summary>
internal sealed record GetCompany
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetCompanyEndpoint(IDocumentSession session) : Endpoint<GetCompany, CompanyView>
{
    public override void Configure()
    {
        Get("/api/v1/companies/{id}");
        Permissions(CompanyPermissions.Read);
        this.Describes("getCompany", "Companies", "Read a company", 200);
    }

    public override async Task HandleAsync(GetCompany request, CancellationToken ct)
    {
        var company = await session.LiveAsync<Company>(request.Id, ct);
        await Send.FoundAsync(company.Version, CompanyView.Of(company), ct);
    }
}
