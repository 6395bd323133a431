using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Crm.Kernel.Views;
using FastEndpoints;

namespace Crm.Companies;

internal sealed class QueryCompaniesEndpoint(Pages pages) : Endpoint<QueryRequest, Page<CompanyView>>
{
    public override void Configure()
    {
        Post("/api/v1/companies/query");
        Permissions(CompanyPermissions.Read);
        this.Describes("queryCompanies", "Companies", "List the companies that meet a filter", 200,
            FilterProblems.Invalid, FilterProblems.TooComplex, ViewProblems.Unknown, KernelProblems.Invalid, KernelProblems.CursorMismatch, KernelProblems.FieldHidden);
        this.OnlyAsks();
    }

    public override async Task HandleAsync(QueryRequest query, CancellationToken ct) => await Send.PageAsync(await pages.QueryAsync<Company, CompanyView>(query, CompanyView.Of, ct), ct);
}
