using Crm.Kernel;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Companies;

/// <summary>Changes to a company, as a JSON merge patch: what is absent stays, null removes, lists are replaced.</summary>
internal sealed record UpdateCompany
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<CompanyFields> Changes { get; init; }
}

internal sealed class UpdateCompanyEndpoint(IDocumentSession session, CompanyWriting writing) : Endpoint<UpdateCompany, CompanyView>
{
    public override void Configure()
    {
        Patch("/api/v1/companies/{id}");
        Permissions(CompanyPermissions.Write);
        this.Describes("updateCompany", "Companies", "Change a company", 200,
            CompanyProblems.DomainTaken, CompanyProblems.ParentUnknown, CompanyProblems.Cycle, CompanyProblems.TooDeep, KernelProblems.OwnerUnknown, CustomFieldProblems.ValueTaken, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateCompany request, CancellationToken ct)
    {
        var company = await session.LiveAsync<Company>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, company, ct);
        var fields = request.Changes.ApplyTo(CompanyFields.Of(company), CompanyFieldsValidator.Instance);
        var version = await writing.ChangeAsync(company, fields, ct);
        await Send.ChangedAsync(version, CompanyView.Of(company), ct);
    }
}
