using Marten;

namespace Crm.Kernel.Duplicates;

/// <summary>Somebody said that two records are not the same. Kept by the two of them, so that it is said once.</summary>
public sealed class DuplicateDismissal
{
    public required string Id { get; init; }
    public required Guid A { get; init; }
    public required Guid B { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Of each pair among these. Stored and not inserted: two may say the same at the same time.</summary>
    public static void Remember(IDocumentSession session, IReadOnlyCollection<Guid> records, string actor, DateTimeOffset now)
    {
        var sorted = records.OrderBy(id => id.ToString(), StringComparer.Ordinal).ToList();
        foreach (var (i, a) in sorted.Index())
            foreach (var b in sorted.Skip(i + 1)) session.Store(new DuplicateDismissal { Id = $"{a}:{b}", A = a, B = b, By = actor, At = now });
    }
}
