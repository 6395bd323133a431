using Crm.Kernel.Problems;

namespace Crm.Activities.Tasks;

internal static class TaskProblems
{
    public static readonly ProblemType QueueUnknown = new("task.queueUnknown", 422, "There is no such queue",
        "`GET /api/v1/task-queues` lists the queues that a task can wait in.");

    public static readonly ProblemType Taken = new("task.taken", 409, "The task is not there to be claimed",
        "Only a task that waits in a queue and is nobody's yet can be claimed. Take another one.");

    public static readonly ProblemType NotInQueue = new("task.notInQueue", 403, "The queue is not yours to take from",
        "Only those whom the queue lists as its members claim tasks from it.");
}
