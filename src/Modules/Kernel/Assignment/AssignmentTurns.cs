using Crm.Kernel.ChangeLog;

namespace Crm.Kernel.Assignment;

/// <summary>Whose turn it is by a rule.</summary>
[NotLogged("The owners of the records tell of it.")]
internal sealed class AssignmentTurns
{
    /// <summary>The rule.</summary>
    public required Guid Id { get; init; }

    /// <summary>What each has waited for.</summary>
    public Dictionary<Guid, long> Credit { get; set; } = [];

    /// <summary>Who is next: everybody gains their weight, who has most gets it and pays for all. Over time each gets their share, evenly spread, and who could not for a while neither gains nor loses.</summary>
    public Guid Take(IReadOnlyList<Assignee> among)
    {
        foreach (var one in among) Credit[one.AccountId] = Credit.GetValueOrDefault(one.AccountId) + one.Weight;
        var next = among.MaxBy(one => Credit[one.AccountId])!.AccountId;
        Credit[next] -= among.Sum(one => one.Weight);
        return next;
    }
}
