using Crm.Kernel.Problems;

namespace Crm.Kernel.Changes;

/// <summary>What can be wrong with following changes.</summary>
public static class ChangeProblems
{
    public static readonly ProblemType CursorExpired = new("changes.cursorExpired", 410, "The cursor is of a history that is no more",
        "The company's data was put back to an earlier state than the one that the cursor tells of. Read the records anew, and follow from `since=now` as of before that.");

    public static readonly ProblemType TooManyStreams = new("changes.tooManyStreams", 429, "Too many streams are open",
        "A company can have so many streams of changes open at once. Close some, or read `GET /changes` from time to time. `Retry-After` says when to try again.");
}
