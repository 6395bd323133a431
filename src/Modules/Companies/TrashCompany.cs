using Crm.Contracts.Companies;
using Crm.Kernel;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Purging;
using FastEndpoints;
using Marten;

namespace Crm.Companies;

/// <summary>Moves a company to the trash.</summary>
internal sealed record TrashCompany
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class TrashCompanyEndpoint(IDocumentSession session, TrashDesk trash, Outbox outbox, CustomValues customs, Caller caller, TimeProvider clock) : Endpoint<TrashCompany>
{
    public override void Configure()
    {
        Delete("/api/v1/companies/{id}");
        Permissions(CompanyPermissions.Write);
        this.Describes("trashCompany", "Companies", "Move a company to the trash", 204, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(TrashCompany request, CancellationToken ct)
    {
        var company = await session.LiveAsync<Company>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, company, ct);

        DomainClaim.GiveUp(session, company);
        await customs.GiveUpAsync("company", company.Custom, ct);
        await trash.DiscardAsync(company, ct);

        var now = clock.GetUtcNow();
        await outbox.PublishAsync(new CompanyTrashed(Guid.CreateVersion7(now), company.Id, company.Name, caller.Actor, now));
        await Send.NoContentAsync(ct);
    }
}
