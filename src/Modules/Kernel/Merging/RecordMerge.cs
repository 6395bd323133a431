namespace Crm.Kernel.Merging;

/// <summary>That records became one. What they were is in the change log and in the trash; this tells where to look.</summary>
public abstract class RecordMerge
{
    public static readonly TimeSpan Reversible = TimeSpan.FromDays(30);

    public required Guid Id { get; init; }

    /// <summary>Who went to the trash.</summary>
    public required Guid[] From { get; init; }

    /// <summary>The version that the one who remained had then.</summary>
    public required int Version { get; init; }

    public required DateTimeOffset At { get; init; }
    public DateTimeOffset? ReversedAt { get; set; }

    /// <summary>Whether it is too late.</summary>
    public bool IsFinal(DateTimeOffset now) => ReversedAt is not null || now > At + Reversible;
}

/// <summary>A record that a merge changed, and the version it had then.</summary>
public sealed record ChangedByMerge(Guid Id, int Version);
