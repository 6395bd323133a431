using Crm.Contracts.Identity;
using Crm.Kernel.Access;
using Crm.Kernel.Filters;
using Crm.Kernel.Lists;
using Marten;

namespace Crm.Kernel.Assignment;

/// <summary>Who gets a record, and why.</summary>
/// <param name="OwnerId">Who would own it; absent if no rule has anybody.</param>
/// <param name="RuleId">By which rule.</param>
/// <param name="Rules">All rules of the kind, in their order.</param>
public sealed record AssignmentView(Guid? OwnerId, Guid? RuleId, IReadOnlyList<AssignmentStep> Rules);

/// <summary>What a rule says of a record.</summary>
/// <param name="Fits">Whether its filter means the record.</param>
/// <param name="Candidates">Who could get it, where the rule was asked.</param>
public sealed record AssignmentStep(Guid RuleId, string Name, bool Active, bool Fits, IReadOnlyList<AssignmentCandidate> Candidates);

/// <summary>Somebody who gets records by a rule.</summary>
/// <param name="Records">How many count towards the capacity, if there is one.</param>
public sealed record AssignmentCandidate(Guid AccountId, CandidateState State, int? Records);

/// <summary>Whether somebody can get another record.</summary>
public enum CandidateState
{
    /// <summary>Gets this one.</summary>
    Next,
    Ready,
    Full,
    Away,

    /// <summary>No longer, or not at the moment, an active member.</summary>
    Inactive,
}

/// <summary>Finds owners by the company's rules. The house asks: neither the creator's reach nor what their role sees makes a difference.</summary>
public sealed class Assignments(IDocumentSession session, RecordFilters filters, IMemberDirectory members, TimeProvider clock)
{
    // What this transaction has decided already is not in the database yet, as in a batch of new records.
    private readonly Dictionary<Guid, AssignmentTurns> taken = [];
    private readonly Dictionary<Guid, int> given = [];

    /// <summary>Decides, and remembers whose turn it was if the session is committed. Of records that are decided at the same moment each waits for the one before.</summary>
    /// <param name="take">Whether the turn is taken; else this only tells.</param>
    public async Task<AssignmentView> DecideAsync<T>(T record, bool take, CancellationToken ct) where T : OwnedResource
    {
        var kind = filters.KindOf(typeof(T));
        var rules = (await AssignmentRules.LoadAsync(session, ct)).Of(kind.Object);
        if (rules.Count == 0) return new(null, null, []);
        var rights = Rights.Current;
        Rights.Current = null;
        try
        {
            return await DecideAsync(record, await filters.WithCustomAsync(kind, ct), rules, take, ct);
        }
        finally
        {
            Rights.Current = rights;
        }
    }

    private async Task<AssignmentView> DecideAsync<T>(T record, RecordKind kind, IReadOnlyList<AssignmentRule> rules, bool take, CancellationToken ct) where T : OwnedResource
    {
        var conditions = new List<Condition>();
        foreach (var rule in rules) conditions.Add(await ConditionAsync(kind, rule.Filter, ct));
        var meets = await session.MeetsAsync(record, conditions, ct);
        if (take && rules.Index().Any(r => r.Item.Active && meets[r.Index]))
        {
            await session.BeginTransactionAsync(ct);
            // One lock for all rules of a kind: who assigns several records in one transaction cannot meet another who does so in another order.
            await session.AdvancedSql.QueryAsync<string>("select pg_advisory_xact_lock(hashtextextended('assignment.' || ?, 0))::text", ct, kind.Object);
        }
        var steps = new List<AssignmentStep>();
        (Guid Owner, Guid Rule)? decided = null;
        foreach (var (i, rule) in rules.Index())
        {
            var candidates = rule.Active && meets[i] && decided is null ? await CandidatesAsync<T>(kind, rule, ct) : [];
            var ready = candidates.Where(c => c.View.State is CandidateState.Ready).Select(c => c.Who).ToList();
            if (ready.Count > 0)
            {
                var turns = taken.GetValueOrDefault(rule.Id) ?? await session.LoadAsync<AssignmentTurns>(rule.Id, ct) ?? new() { Id = rule.Id };
                decided = (turns.Take(ready), rule.Id);
                if (take) Remember(turns, decided.Value.Owner);
            }
            steps.Add(new(rule.Id, rule.Name, rule.Active, meets[i], [.. candidates.Select(c => decided?.Owner == c.View.AccountId ? c.View with { State = CandidateState.Next } : c.View)]));
        }
        return new(decided?.Owner, decided?.Rule, steps);
    }

    private void Remember(AssignmentTurns turns, Guid owner)
    {
        session.Store(turns);
        taken[turns.Id] = turns;
        given[owner] = given.GetValueOrDefault(owner) + 1;
    }

    private async Task<IReadOnlyList<(Assignee Who, AssignmentCandidate View)>> CandidatesAsync<T>(RecordKind kind, AssignmentRule rule, CancellationToken ct) where T : OwnedResource
    {
        var all = rule.TeamId is { } team ? [.. (await members.TeamAsync(team, ct) ?? []).Order().Select(id => new Assignee { AccountId = id })] : rule.Assignees;
        var owned = rule.Capacity is null ? null : await OwnedAsync<T>(kind, rule.Capacity, [.. all.Select(a => a.AccountId)], ct);
        var found = new List<(Assignee, AssignmentCandidate)>();
        foreach (var one in all)
        {
            int? records = owned?.GetValueOrDefault(one.AccountId) + given.GetValueOrDefault(one.AccountId);
            var state = !await members.WorksHereAsync(one.AccountId, ct) ? CandidateState.Inactive : one.AwayUntil > clock.GetUtcNow() ? CandidateState.Away : records >= rule.Capacity?.Records ? CandidateState.Full : CandidateState.Ready;
            found.Add((one, new(one.AccountId, state, records)));
        }
        return found;
    }

    private async Task<IReadOnlyDictionary<Guid, int>> OwnedAsync<T>(RecordKind kind, Capacity capacity, Guid[] owners, CancellationToken ct) where T : OwnedResource
    {
        var counts = await ConditionAsync(kind, capacity.Filter, ct);
        var sql = $"""
            select jsonb_build_object('owner', d.owner_id, 'records', count(*)) from {session.DocumentStore.Options.Schema.For<T>()} as d
            where d.owner_id = any(?::uuid[]) and not d.mt_deleted and {counts.Sql} group by d.owner_id
            """;
        return (await session.AdvancedSql.QueryAsync<Owned>(sql, ct, [owners, .. counts.Values])).ToDictionary(o => o.Owner, o => o.Records);
    }

    /// <summary>A filter that names what is no longer there means no record.</summary>
    private async Task<Condition> ConditionAsync(RecordKind kind, Filter? filter, CancellationToken ct)
    {
        try
        {
            return await filters.CompileAsync(kind, filter, "/filter", ct) ?? new("true");
        }
        catch (Problems.ProblemException broken) when (broken.Type == FilterProblems.Invalid)
        {
            return new("false");
        }
    }

    private sealed record Owned(Guid Owner, int Records);
}
