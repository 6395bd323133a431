using Crm.Contracts.Identity;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FluentValidation;

namespace Crm.Kernel.Assignment;

/// <summary>All that a client may set on a rule of assignment.</summary>
internal sealed record AssignmentRuleFields
{
    /// <summary>The kind of record it is for, <c>contact</c> or <c>company</c>; never changes.</summary>
    public required string Object { get; init; }

    public required string Name { get; init; }

    /// <summary>Whether it counts.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Which records it is for; all if nothing is said. <c>me</c> is who creates the record.</summary>
    public Filter? Filter { get; init; }

    /// <summary>Up to 100 members, each once: these, or a team. A rule without anybody leaves its records to the next.</summary>
    public IReadOnlyList<Assignee> Assignees { get; init; } = [];

    /// <summary>A team whose members share the records evenly.</summary>
    public Guid? TeamId { get; init; }

    public Capacity? Capacity { get; init; }

    /// <summary>Its place among the rules of its kind, from 0; beyond the last is last.</summary>
    public int? Position { get; init; }

    public AssignmentRule Rule(Guid id) => new() { Id = id, Object = Object, Name = Name.Trim(), Active = Active, Filter = Filter, Assignees = Assignees, TeamId = TeamId, Capacity = Capacity };

    public static AssignmentRuleFields Of(AssignmentRuleView rule) => new()
    {
        Object = rule.Object,
        Name = rule.Name,
        Active = rule.Active,
        Filter = rule.Filter,
        Assignees = rule.Assignees,
        TeamId = rule.TeamId,
        Capacity = rule.Capacity,
        Position = rule.Position,
    };

    /// <summary>Refuses filters that make no sense and members that are none. Who was there before may stay.</summary>
    public async Task CheckAsync(RecordFilters filters, IMemberDirectory members, IReadOnlyList<Assignee> before, CancellationToken ct)
    {
        var known = await filters.WithCustomAsync(filters.Find(Object)!, ct);
        await filters.CompileAsync(known, Filter, "/filter", ct);
        await filters.CompileAsync(known, Capacity?.Filter, "/capacity/filter", ct);
        foreach (var (i, one) in Assignees.Index())
            if (!before.Any(b => b.AccountId == one.AccountId) && !await members.WorksHereAsync(one.AccountId, ct)) throw KernelProblems.OwnerUnknown.With(pointer: $"/assignees/{i}/accountId");
        if (TeamId is { } team && await members.TeamAsync(team, ct) is null) throw KernelProblems.OwnerUnknown.With("There is no such team.", "/teamId");
    }
}

internal sealed class AssignmentRuleFieldsValidator : AbstractValidator<AssignmentRuleFields>
{
    public static AssignmentRuleFieldsValidator Instance { get; } = new();

    public AssignmentRuleFieldsValidator()
    {
        RuleFor(r => r.Name).NotEmpty().MaximumLength(100).PlainText();
        RuleFor(r => r.Position).GreaterThanOrEqualTo(0);
        RuleFor(r => r.Assignees).Must(a => a.Count <= 100 && a.DistinctBy(one => one.AccountId).Count() == a.Count).WithErrorCode("assignees.count").WithMessage("Up to 100 members, each once.")
            .Must((r, a) => a.Count == 0 || r.TeamId is null).WithErrorCode("assignees.orTeam").WithMessage("Members or a team, not both.");
        RuleForEach(r => r.Assignees).Must(a => a.Weight is >= 1 and <= 100).WithErrorCode("weight.range").WithMessage("A weight lies between 1 and 100.");
        RuleFor(r => r.Capacity).Must(c => c is null or { Records: >= 1 and <= 1_000_000 }).WithErrorCode("capacity.range").WithMessage("A capacity lies between 1 and 1,000,000 records.");
    }
}

/// <summary>A rule of assignment as the API shows it.</summary>
/// <param name="Object">The kind of record it is for.</param>
/// <param name="Active">Whether it counts.</param>
/// <param name="Filter">Which records it is for.</param>
/// <param name="Assignees">Members that share the records, by their weights.</param>
/// <param name="TeamId">A team whose members share the records evenly.</param>
/// <param name="Position">Its place among the rules of its kind, from 0. The first that fits and has somebody who can take a record decides.</param>
internal sealed record AssignmentRuleView(Guid Id, string Object, string Name, bool Active, Filter? Filter, IReadOnlyList<Assignee> Assignees, Guid? TeamId, Capacity? Capacity, int Position)
{
    public static AssignmentRuleView Of(AssignmentRule r, int position) => new(r.Id, r.Object, r.Name, r.Active, r.Filter, r.Assignees, r.TeamId, r.Capacity, position);
}
