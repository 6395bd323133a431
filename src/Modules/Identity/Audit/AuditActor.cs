namespace Crm.Identity.Audit;

/// <summary>What kind of actor did something.</summary>
internal enum ActorKind
{
    Account,
    ApiKey,
    Operator,
    System,
    Anonymous,
}

/// <summary>Who did something.</summary>
/// <param name="Id">The account, the API key or the operator.</param>
/// <param name="Name">As they are called today.</param>
internal sealed record AuditActorView(ActorKind Kind, Guid? Id, string? Name)
{
    /// <summary>Reads <c>account:…</c> as entries name it.</summary>
    public static AuditActorView Read(string text, AuditPeople people)
    {
        var id = IdIn(text);
        return new(Enum.TryParse<ActorKind>(text.Split(':')[0], ignoreCase: true, out var kind) ? kind : ActorKind.System, id, people.NameOf(id));
    }

    /// <summary>The member in whose place an operator worked, if the means were a stay.</summary>
    public static AuditActorView? Behalf(string means, AuditPeople people) =>
        IdIn(means) is { } stay && people.Stays.TryGetValue(stay, out var account) ? new(ActorKind.Account, account, people.NameOf(account)) : null;

    /// <summary>What follows the colon.</summary>
    public static Guid? IdIn(string text) => Guid.TryParse(text.AsSpan(text.IndexOf(':', StringComparison.Ordinal) + 1), out var id) ? id : null;
}
