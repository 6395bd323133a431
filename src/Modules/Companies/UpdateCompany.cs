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

/// <summary>Changes to a company, as a JSON merge patch: what is absent stays, null removes, lists are replaced.</summary>
internal sealed record UpdateCompany
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<CompanyFields> Changes { get; init; }
}

internal sealed class UpdateCompanyEndpoint(IDocumentSession session, Outbox outbox, CustomValues customs, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<UpdateCompany, CompanyView>
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
        var (before, now, version) = (CompanyFields.Of(company), clock.GetUtcNow(), company.Version);
        var fields = request.Changes.ApplyTo(before, CompanyFieldsValidator.Instance);
        await members.CheckOwnerAsync(fields.OwnerId, before.OwnerId, ct);
        await session.CheckParentAsync(company.Id, fields.ParentId, before.ParentId, ct);

        var (custom, country) = await customs.ReadAsync("company", company.Custom, fields.Custom, ct);
        await customs.SettleAsync(company.Id, custom, ct);
        company.Write(fields with { Custom = custom.Values }, country);
        DomainClaim.Settle(session, company, before.Domains, await DomainClaim.OnAsync(session, company, ct));
        var changed = Members.Changed(before, CompanyFields.Of(company));
        if (changed.Count > 0)
        {
            company.Touch(caller.Actor, now);
            session.UpdateRevision(company, ++version);
            await outbox.PublishAsync(new CompanyUpdated(Guid.CreateVersion7(now), company.Id, company.Name, changed, caller.Actor, now));
        }
        await Send.ChangedAsync(version, CompanyView.Of(company), ct);
    }
}
