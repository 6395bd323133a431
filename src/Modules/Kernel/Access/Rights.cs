using Crm.Kernel.Lists;

namespace Crm.Kernel.Access;

/// <summary>What somebody may do in one company, and with which records and fields.</summary>
/// <param name="AccountId">Who.</param>
/// <param name="Role">Id of the role: a built-in one's name, or a custom one's id.</param>
/// <param name="Permissions">Each with how far it reaches.</param>
/// <param name="Team">Accounts in the teams of the account and below them.</param>
/// <param name="Fields">Fields that are hidden from it, or that it may not change.</param>
public sealed record Rights(Guid AccountId, string Role, IReadOnlyDictionary<string, RecordScope> Permissions, IReadOnlySet<Guid> Team, IReadOnlyList<FieldRule> Fields)
{
    private static readonly AsyncLocal<Rights?> Ambient = new();

    /// <summary>Of a stranger.</summary>
    public static Rights None { get; } = new(default, "", new Dictionary<string, RecordScope>(), new HashSet<Guid>(), []);

    /// <summary>Of the request that the running code serves; null where nobody asks, as in handlers: the house itself may do everything.</summary>
    public static Rights? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Whether the permission may be used with a record of that owner.</summary>
    public bool Reach(string permission, Guid? owner) => Permissions.TryGetValue(permission, out var scope) && scope switch
    {
        RecordScope.All => true,
        _ when owner is null => false,
        _ when owner == AccountId => true,
        _ => scope == RecordScope.Team && Team.Contains(owner.Value),
    };

    /// <summary>Whether these rights hold the permission at least that far: nobody gives what they do not have.</summary>
    public bool Covers(string permission, RecordScope scope) => Permissions.TryGetValue(permission, out var own) && own >= scope;

    /// <summary>The same as <see cref="Reach"/> for a where clause; null if nothing is out of reach.</summary>
    public Condition? Within(string permission) => Permissions.GetValueOrDefault(permission) switch
    {
        RecordScope.All => null,
        RecordScope.Team => new("d.owner_id = any(?::uuid[])", (object)Team.Append(AccountId).Distinct().ToArray()),
        _ => new("d.owner_id = ?", AccountId),
    };

    /// <summary>These rights as far as those of an earlier moment went: work does not gain what its starter was not given.</summary>
    public Rights AtMost(IReadOnlyDictionary<string, RecordScope> then) => this with
    {
        Permissions = Permissions.Where(p => then.ContainsKey(p.Key)).ToDictionary(p => p.Key, p => p.Value < then[p.Key] ? p.Value : then[p.Key]),
    };

    /// <summary>Whether the other rights let the same account do the same; no rights do not.</summary>
    public bool AreThoseOf(Rights? other) => ReferenceEquals(this, other)
        || (other is not null && AccountId == other.AccountId && Role == other.Role && Team.SetEquals(other.Team) && Permissions.Count == other.Permissions.Count && !Permissions.Except(other.Permissions).Any()
            && Fields.Count == other.Fields.Count && !Fields.Except(other.Fields).Any());

    /// <summary>What may be done with the field.</summary>
    public FieldAccess Of(string record, string field) =>
        Fields.FirstOrDefault(rule => rule.Object == record && rule.Field == field)?.Access ?? FieldAccess.Write;
}
