using Crm.Kernel.Access;

namespace Crm.Kernel.Jobs;

/// <summary>How far a job has come.</summary>
public enum JobStatus
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>Work without a bound that somebody started: it goes on in steps, whichever node lives. How far it has come stands apart (<see cref="JobProgress"/>) until it has ended.</summary>
public sealed class Job : Resource
{
    /// <summary>How long a result can be fetched.</summary>
    public static readonly TimeSpan ResultLives = TimeSpan.FromDays(7);

    /// <summary>How long what it did can be taken back.</summary>
    public static readonly TimeSpan UndoLives = TimeSpan.FromDays(7);

    /// <summary>What is done: <c>export</c>…</summary>
    public string Kind { get; set; } = "";

    public JobStatus Status { get; set; }

    /// <summary>In whose name it is done.</summary>
    public Guid AccountId { get; set; }

    /// <summary>What its starter might do when it was started: it never does more, though it may do less by now.</summary>
    public Dictionary<string, RecordScope> Permissions { get; set; } = [];

    /// <summary>What is asked, as JSON of the kind's own shape.</summary>
    public string Settings { get; set; } = "{}";

    public bool CancelRequested { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public long? Total { get; set; }
    public long Done { get; set; }
    public long FailedRows { get; set; }

    /// <summary>Steps it took.</summary>
    public int Steps { get; set; }

    /// <summary>Code of the problem that ended it, and what happened.</summary>
    public string? Problem { get; set; }

    public string? Message { get; set; }
    public JobResult? Result { get; set; }

    /// <summary>Until when what it did can be taken back; none if it cannot.</summary>
    public DateTimeOffset? UndoUntil { get; set; }

    /// <summary>The job that takes it back.</summary>
    public Guid? UndoneBy { get; set; }

    public bool IsOver => Status is not (JobStatus.Queued or JobStatus.Running);

    /// <summary>Whether the caller started it. A program, or an operator who works as a member, knows only of what it started by itself.</summary>
    public bool IsOf(Caller caller) => AccountId == caller.AccountId && (caller is { ApiKeyId: null, OperatorId: null } || CreatedBy == caller.Actor);

    public void Begin(DateTimeOffset now) => (Status, StartedAt) = (JobStatus.Running, now);

    public void Leave(JobResult result) => Result = result;

    /// <summary>Takes over what its progress has counted.</summary>
    public void End(JobStatus status, JobProgress progress, DateTimeOffset now)
    {
        (Status, FinishedAt) = (status, now);
        (Total, Done, FailedRows, Steps) = (progress.Total, progress.Done, progress.FailedRows, progress.Step + 1);
        Touch("system", now);
    }
}

/// <summary>The file that a job leaves.</summary>
/// <param name="File">In the file store.</param>
/// <param name="Name">As it is offered for download.</param>
public sealed record JobResult(string File, string Name, string MediaType, long Bytes);
