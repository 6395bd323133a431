using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Assignment;

/// <summary>Asks for the rules of assignment.</summary>
internal sealed record ListAssignmentRules
{
    /// <summary>Only those for this kind of record.</summary>
    [QueryParam] public string? Object { get; init; }
}

internal sealed class ListAssignmentRulesEndpoint(IDocumentSession session) : Endpoint<ListAssignmentRules, Page<AssignmentRuleView>>
{
    public override void Configure()
    {
        Get("/api/v1/assignment-rules");
        Permissions(AssignmentPermissions.Read);
        this.Describes("listAssignmentRules", "Assignment rules", "List the rules by which records get their owners, in order", 200);
    }

    public override async Task HandleAsync(ListAssignmentRules request, CancellationToken ct)
    {
        var rules = await AssignmentRules.LoadAsync(session, ct);
        await Send.FoundAsync(rules.Version, new([.. rules.Rules.Where(r => request.Object is null || r.Object == request.Object).Select(r => rules.View(r.Id))], new(AssignmentRules.Maximum, HasMore: false)), ct);
    }
}
