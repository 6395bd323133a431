using Crm.Contracts.Companies;
using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Companies;

/// <summary>A company to be.</summary>
internal sealed record CreateCompany
{
    [FromBody] public required CompanyFields Company { get; init; }
}

internal sealed class CreateCompanyValidator : Validator<CreateCompany>
{
    public CreateCompanyValidator() => RuleFor(c => c.Company).SetValidator(CompanyFieldsValidator.Instance);
}

internal sealed class CreateCompanyEndpoint(IDocumentSession session, Outbox outbox, CustomValues customs, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<CreateCompany, CompanyView>
{
    public override void Configure()
    {
        Post("/api/v1/companies");
        Permissions(CompanyPermissions.Write);
        this.Describes("createCompany", "Companies", "Create a company", 201,
            CompanyProblems.DomainTaken, CompanyProblems.ParentUnknown, CompanyProblems.TooDeep, KernelProblems.OwnerUnknown, CustomFieldProblems.ValueTaken);
    }

    public override async Task HandleAsync(CreateCompany request, CancellationToken ct)
    {
        var (fields, now) = (request.Company, clock.GetUtcNow());
        await members.CheckOwnerAsync(fields.OwnerId, caller.AccountId, ct);

        var company = new Company();
        var (custom, country) = await customs.ReadAsync("company", before: null, fields.Custom, ct);
        company.Write(fields with { OwnerId = fields.OwnerId ?? caller.AccountId, Custom = custom.Values }, country);
        company.Touch(caller.Actor, now);
        await customs.SettleAsync(company.Id, custom, ct);
        await session.CheckParentAsync(company.Id, company.ParentId, before: null, ct);
        DomainClaim.Settle(session, company, before: [], await DomainClaim.OnAsync(session, company, ct));
        session.Insert(company);

        await outbox.PublishAsync(new CompanyCreated(Guid.CreateVersion7(now), company.Id, company.Name, company.OwnerId, caller.Actor, now));
        await Send.CreatedAsync($"/api/v1/companies/{company.Id}", CompanyView.Of(company), ct);
    }
}
