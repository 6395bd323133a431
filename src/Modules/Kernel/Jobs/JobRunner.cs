using Marten;

namespace Crm.Kernel.Jobs;

/// <summary>What one kind of job does. A module registers it as a singleton.</summary>
public abstract class JobRunner
{
    public abstract string Kind { get; }

    /// <summary>The permissions without which it does not go on.</summary>
    public abstract IEnumerable<string> Needs(Job job);

    /// <summary>
    /// Does the next piece of work, of about half a second, and notes in the progress where to go on; it is committed together with what the session holds. The same step may be done
    /// twice, by two nodes at once even, of which one commits: what it leaves outside the session has a name of its own.
    /// </summary>
    /// <returns>Whether that was the last.</returns>
    public abstract Task<bool> StepAsync(IDocumentSession session, Job job, JobProgress progress, CancellationToken ct);

    /// <summary>Whether what it does can be taken back. Its steps leave their changes in the change log under <see cref="MeansOf"/>, of kinds of record that a <see cref="Undoing.RecordUndo"/> knows.</summary>
    public virtual bool CanBeUndone(Job job) => false;

    /// <summary>By what means a job's steps change data, as the change log tells it.</summary>
    public static string MeansOf(Guid job) => $"job:{job}";

    /// <summary>Removes what it has left outside the database.</summary>
    public abstract Task CleanUpAsync(string tenant, Job job, CancellationToken ct);
}
