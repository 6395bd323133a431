using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Assignment;

/// <summary>Asks for one rule of assignment.</summary>
internal sealed record GetAssignmentRule
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetAssignmentRuleEndpoint(IDocumentSession session) : Endpoint<GetAssignmentRule, AssignmentRuleView>
{
    public override void Configure()
    {
        Get("/api/v1/assignment-rules/{id}");
        Permissions(AssignmentPermissions.Read);
        this.Describes("getAssignmentRule", "Assignment rules", "Read a rule", 200);
    }

    public override async Task HandleAsync(GetAssignmentRule request, CancellationToken ct)
    {
        var rules = await AssignmentRules.LoadAsync(session, ct);
        await Send.FoundAsync(rules.Version, rules.View(request.Id), ct);
    }
}
