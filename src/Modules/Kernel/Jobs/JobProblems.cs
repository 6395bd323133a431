using Crm.Kernel.Problems;

namespace Crm.Kernel.Jobs;

/// <summary>What can be wrong with jobs.</summary>
public static class JobProblems
{
    public static readonly ProblemType Finished = new("job.finished", 409, "The job has ended",
        "What has succeeded, failed or been cancelled cannot be cancelled.");

    public static readonly ProblemType NotUndoable = new("job.notUndoable", 409, "The job cannot be undone",
        "It has not ended yet, changed nothing, does what cannot be taken back, or ended more than seven days ago: `undoUntil` says until when.");

    public static readonly ProblemType Undone = new("job.undone", 409, "The job is undone already",
        "`undoneBy` names the job that takes it back, or has done so.");

    public static readonly ProblemType Unfinished = new("job.unfinished", 409, "The job has left no result",
        "It is still waiting or running, or it failed or was cancelled: its `status` says which.");

    public static readonly ProblemType ResultGone = new("job.resultGone", 410, "The job's result is gone",
        "A result is kept for seven days. Start the job again.");

    public static readonly ProblemType StarterLeft = new("job.starterLeft", 403, "Whoever started the job no longer works here",
        "A job ends when whoever started it is not an active member any more. Told by the job's `problem`.");

    public static readonly ProblemType NotPermitted = new("job.notPermitted", 403, "Whoever started the job may no longer do this",
        "A job runs within what its starter may do at the time it runs. Told by the job's `problem`.");

    public static readonly ProblemType Broken = new("job.broken", 500, "The job broke on our side",
        "It was tried for more than a minute. The failure is logged under the job's id. Told by the job's `problem`.");
}
