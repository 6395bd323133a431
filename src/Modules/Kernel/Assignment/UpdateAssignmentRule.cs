using Crm.Contracts.Identity;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Assignment;

/// <summary>Changes to a rule of assignment, as a JSON merge patch.</summary>
internal sealed record UpdateAssignmentRule
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<AssignmentRuleFields> Changes { get; init; }
}

internal sealed class UpdateAssignmentRuleEndpoint(IDocumentSession session, RecordFilters filters, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<UpdateAssignmentRule, AssignmentRuleView>
{
    public override void Configure()
    {
        Patch("/api/v1/assignment-rules/{id}");
        Permissions(AssignmentPermissions.Configure);
        this.Describes("updateAssignmentRule", "Assignment rules", "Change a rule or its place", 200, FilterProblems.Invalid, FilterProblems.TooComplex, KernelProblems.OwnerUnknown, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateAssignmentRule request, CancellationToken ct)
    {
        var rules = await AssignmentRules.LoadAsync(session, ct);
        var before = rules.View(request.Id);
        await HttpContext.HonourIfMatchAsync(session, rules, ct);
        var fields = request.Changes.ApplyTo(AssignmentRuleFields.Of(before), AssignmentRuleFieldsValidator.Instance);
        if (fields.Object != before.Object) throw KernelProblems.ValidationFailed.With("A rule stays with its kind of record.", "/object");
        await fields.CheckAsync(filters, members, before.Assignees, ct);
        rules.Place(fields.Rule(request.Id), fields.Position);
        var version = rules.Save(session, caller.Actor, clock.GetUtcNow());
        await Send.ChangedAsync(version, rules.View(request.Id), ct);
    }
}
