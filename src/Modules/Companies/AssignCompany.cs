using Crm.Contracts.Companies;
using Crm.Kernel;
using Crm.Kernel.Assignment;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Companies;

/// <summary>Gives a company to whom the rules of assignment say.</summary>
internal sealed record AssignCompany
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>Only tells who it would be, and why.</summary>
    [QueryParam] public bool DryRun { get; init; }
}

internal sealed class AssignCompanyEndpoint(IDocumentSession session, Assignments assignments, Outbox outbox, Caller caller, TimeProvider clock) : Endpoint<AssignCompany, AssignmentView>
{
    public override void Configure()
    {
        Post("/api/v1/companies/{id}/assignment");
        Permissions(CompanyPermissions.Write);
        this.Describes("assignCompany", "Companies", "Give a company to whom the rules say", 200, KernelProblems.RecordReadOnly, KernelProblems.FieldReadOnly, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(AssignCompany request, CancellationToken ct)
    {
        var (company, now) = (await session.LiveAsync<Company>(request.Id, ct), clock.GetUtcNow());
        await HttpContext.HonourIfMatchAsync(session, company, ct);
        var decided = await assignments.DecideAsync(company, take: !request.DryRun, ct);
        var given = !request.DryRun && decided.OwnerId is { } owner && owner != company.OwnerId;
        if (given)
        {
            company.OwnerId = decided.OwnerId;
            company.Touch(caller.Actor, now);
            session.UpdateRevision(company, company.Version + 1);
            await outbox.PublishAsync(new CompanyUpdated(Guid.CreateVersion7(now), company.Id, company.Name, ["ownerId"], caller.Actor, now));
        }
        await Send.ChangedAsync(given ? company.Version + 1 : company.Version, decided, ct);
    }
}
