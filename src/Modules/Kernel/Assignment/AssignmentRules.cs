using Crm.Kernel.Filters;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Kernel.Assignment;

/// <summary>Who gets records that come without an owner, rule by rule. One document, so that their order changes as one; a company that never made a rule has none of it.</summary>
internal sealed class AssignmentRules : Resource
{
    public const int Maximum = 100;
    public static readonly Guid OnlyId = new("5f1c0de5-0000-7000-8000-a551611e1250");

    /// <summary>In their order, those of all kinds.</summary>
    public List<AssignmentRule> Rules { get; set; } = [];

    public static async Task<AssignmentRules> LoadAsync(IQuerySession session, CancellationToken ct) => await session.LoadAsync<AssignmentRules>(OnlyId, ct) ?? new() { Id = OnlyId };

    public IReadOnlyList<AssignmentRule> Of(string kind) => [.. Rules.Where(r => r.Object == kind)];

    public AssignmentRule Find(Guid id) => Rules.Find(r => r.Id == id) ?? throw KernelProblems.NotFound.With();

    public AssignmentRuleView View(Guid id)
    {
        var rule = Find(id);
        return AssignmentRuleView.Of(rule, Of(rule.Object).ToList().FindIndex(r => r.Id == id));
    }

    /// <summary>Puts a rule in its place among those of its kind, from where it was if it was there.</summary>
    /// <param name="position">From 0; the last place if nothing is said.</param>
    public void Place(AssignmentRule rule, int? position)
    {
        Rules.RemoveAll(r => r.Id == rule.Id);
        if (Rules.Count >= Maximum) throw AssignmentProblems.TooManyRules.With();
        var before = Of(rule.Object);
        var at = position is { } wanted && wanted < before.Count ? Rules.IndexOf(before[wanted]) : Rules.Count;
        Rules.Insert(at, rule);
    }

    /// <returns>The version it has then.</returns>
    public int Save(IDocumentSession session, string actor, DateTimeOffset now)
    {
        Touch(actor, now);
        if (Version == 0) session.Insert(this);
        else session.UpdateRevision(this, Version + 1);
        return Version + 1;
    }
}

/// <summary>A rule: which records it is for, and among whom they are shared.</summary>
internal sealed record AssignmentRule
{
    public required Guid Id { get; init; }
    public required string Object { get; init; }
    public required string Name { get; init; }
    public bool Active { get; init; } = true;
    public Filter? Filter { get; init; }
    public IReadOnlyList<Assignee> Assignees { get; init; } = [];
    public Guid? TeamId { get; init; }
    public Capacity? Capacity { get; init; }
}

/// <summary>Somebody who gets records by a rule.</summary>
internal sealed record Assignee
{
    public required Guid AccountId { get; init; }

    /// <summary>How many of the records, compared with the others: who has 2 gets twice as many as who has 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Gets none until then.</summary>
    public DateTimeOffset? AwayUntil { get; init; }
}

/// <summary>How many records somebody may have and still get another.</summary>
internal sealed record Capacity
{
    public required int Records { get; init; }

    /// <summary>Which of the records somebody owns count; all of the kind if nothing is said.</summary>
    public Filter? Filter { get; init; }
}
