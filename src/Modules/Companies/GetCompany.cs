using Crm.Contracts.Contacts;
using Crm.Kernel.CustomFields.Computed;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Companies;

/// <summary>Asks for one company.</summary>
internal sealed record GetCompany
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetCompanyEndpoint(IDocumentSession session, ComputedValues computed, IContactDirectory contacts) : Endpoint<GetCompany, CompanyView>
{
    public override void Configure()
    {
        Get("/api/v1/companies/{id}");
        Permissions(CompanyPermissions.Read);
        this.Describes("getCompany", "Companies", "Read a company", 200, CompanyProblems.Merged);
    }

    public override async Task HandleAsync(GetCompany request, CancellationToken ct)
    {
        if (await session.LoadAsync<Company>(request.Id, ct) is not { } company) throw KernelProblems.NotFound.With();
        if (company is { Deleted: true, MergedInto: { } into }) throw new ProblemException(CompanyProblems.Merged) { MergedInto = into };
        if (company.Deleted) throw KernelProblems.NotFound.With();
        var counts = await contacts.CountAsync([new(company.Id, company.Id)], ct);
        int? contactCount = counts is null ? null : counts.GetValueOrDefault(company.Id);
        await Send.FoundAsync(company.Version, CompanyView.Of(await computed.ShownAsync(company, ct)) with { ContactCount = contactCount }, ct, contactCount);
    }
}
