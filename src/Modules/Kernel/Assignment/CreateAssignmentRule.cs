using Crm.Contracts.Identity;
using Crm.Kernel.Access;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Assignment;

/// <summary>A rule of assignment to be.</summary>
internal sealed record CreateAssignmentRule
{
    [FromBody] public required AssignmentRuleFields Rule { get; init; }
}

internal sealed class CreateAssignmentRuleValidator : Validator<CreateAssignmentRule>
{
    public CreateAssignmentRuleValidator() => RuleFor(c => c.Rule).SetValidator(AssignmentRuleFieldsValidator.Instance);
}

internal sealed class CreateAssignmentRuleEndpoint(IDocumentSession session, RecordFilters filters, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<CreateAssignmentRule, AssignmentRuleView>
{
    public override void Configure()
    {
        Post("/api/v1/assignment-rules");
        Permissions(AssignmentPermissions.Configure);
        this.Describes("createAssignmentRule", "Assignment rules", "Create a rule by which records get their owners", 201, AssignmentProblems.TooManyRules, FilterProblems.Invalid, FilterProblems.TooComplex, KernelProblems.OwnerUnknown, KernelProblems.Conflict);
    }

    public override async Task HandleAsync(CreateAssignmentRule request, CancellationToken ct)
    {
        var (kind, fields) = (request.Rule.Object, request.Rule);
        if (filters.Find(kind) is not { IsSubject: true } known || !known.Document.IsAssignableTo(typeof(OwnedResource))) throw KernelProblems.ValidationFailed.With("Not a kind of record that people own.", "/object");
        await fields.CheckAsync(filters, members, before: [], ct);
        var (rules, rule) = (await AssignmentRules.LoadAsync(session, ct), fields.Rule(Guid.CreateVersion7(clock.GetUtcNow())));
        rules.Place(rule, fields.Position);
        var version = rules.Save(session, caller.Actor, clock.GetUtcNow());
        await Send.CreatedAsync($"/api/v1/assignment-rules/{rule.Id}", rules.View(rule.Id), ct, version);
    }
}
