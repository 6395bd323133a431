using Crm.Contracts.Companies;
using Crm.Kernel;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Companies;

/// <summary>Takes a company out of the trash.</summary>
internal sealed record RestoreCompany
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>Leaves out domains that other companies have come to have, instead of refusing.</summary>
    [QueryParam] public bool WithoutTakenDomains { get; init; }
}

internal sealed class RestoreCompanyEndpoint(IDocumentSession session, Outbox outbox, CustomValues customs, Caller caller, TimeProvider clock) : Endpoint<RestoreCompany, CompanyView>
{
    public override void Configure()
    {
        Post("/api/v1/companies/{id}/restoration");
        Permissions(CompanyPermissions.Write);
        this.Describes("restoreCompany", "Companies", "Take a company out of the trash", 200, CompanyProblems.DomainTaken, CustomFieldProblems.ValueTaken, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RestoreCompany request, CancellationToken ct)
    {
        var company = await session.TrashedAsync<Company>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, company, ct);

        var claims = await DomainClaim.OnAsync(session, company, ct);
        if (request.WithoutTakenDomains) company.LeaveOut(claims);
        DomainClaim.Settle(session, company, before: [], claims);
        await customs.TakeBackAsync("company", company.Id, company.Custom, ct);
        company.MergedInto = null;
        var now = clock.GetUtcNow();
        company.Touch(caller.Actor, now);
        session.Restore(company);

        await outbox.PublishTakenAsync(company, before: [], now);
        await outbox.PublishAsync(new CompanyRestored(Guid.CreateVersion7(now), company.Id, company.Name, caller.Actor, now));
        await Send.ChangedAsync(company.Version + 1, CompanyView.Of(company), ct);
    }
}
