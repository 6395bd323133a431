using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Assignment;

/// <summary>Removes a rule of assignment.</summary>
internal sealed record RemoveAssignmentRule
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RemoveAssignmentRuleEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<RemoveAssignmentRule>
{
    public override void Configure()
    {
        Delete("/api/v1/assignment-rules/{id}");
        Permissions(AssignmentPermissions.Configure);
        this.Describes("removeAssignmentRule", "Assignment rules", "Remove a rule", 204, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RemoveAssignmentRule request, CancellationToken ct)
    {
        var rules = await AssignmentRules.LoadAsync(session, ct);
        var rule = rules.Find(request.Id);
        await HttpContext.HonourIfMatchAsync(session, rules, ct);
        rules.Rules.Remove(rule);
        rules.Save(session, caller.Actor, clock.GetUtcNow());
        session.Delete<AssignmentTurns>(rule.Id);
        await Send.NoContentAsync(ct);
    }
}
