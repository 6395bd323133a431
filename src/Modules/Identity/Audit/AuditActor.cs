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
    /// <summary>Reads <c>account:…</c> as entries name it; with a slash follows on whose behalf.</summary>
    public static (AuditActorView Actor, AuditActorView? OnBehalfOf) Read(string text, IReadOnlyDictionary<Guid, string> names)
    {
        var parts = text.Split('/', 2);
        return (One(parts[0], names), parts.Length == 2 ? One(parts[1], names) : null);
    }

    public static IEnumerable<Guid> Ids(string text) => text.Split('/').Select(IdOf).OfType<Guid>();

    private static AuditActorView One(string text, IReadOnlyDictionary<Guid, string> names)
    {
        var id = IdOf(text);
        return new(Enum.TryParse<ActorKind>(text.Split(':')[0], ignoreCase: true, out var kind) ? kind : ActorKind.System, id, id is { } known ? names.GetValueOrDefault(known) : null);
    }

    private static Guid? IdOf(string text) => Guid.TryParse(text.AsSpan(text.IndexOf(':', StringComparison.Ordinal) + 1), out var id) ? id : null;
}
