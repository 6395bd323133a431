using Crm.Kernel.Duplicates;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Companies.Duplicates;

/// <summary>Asks for a page of groups of companies that are likely to mean the same.</summary>
internal sealed record ListCompanyDuplicates : PageRequest;

internal sealed class ListCompanyDuplicatesEndpoint(DuplicateGroups groups) : Endpoint<ListCompanyDuplicates, Page<DuplicateGroupView>>
{
    public override void Configure()
    {
        Get("/api/v1/companies/duplicates");
        Permissions(CompanyPermissions.Read);
        this.Describes("listCompanyDuplicates", "Companies", "List groups of companies that are likely to mean the same", 200);
    }

    public override async Task HandleAsync(ListCompanyDuplicates request, CancellationToken ct) => await Send.PageAsync(await groups.ReadAsync<Company>(request, ct), ct);
}
