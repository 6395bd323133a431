using Crm.Activities.Queues;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Tasks;

/// <summary>Takes a task from its queue.</summary>
internal sealed record ClaimTask
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class ClaimTaskEndpoint(IDocumentSession session, TaskBook book, Caller caller) : Endpoint<ClaimTask, TaskItemView>
{
    public override void Configure()
    {
        Post("/api/v1/tasks/{id}/claims");
        Permissions(TaskPermissions.Write);
        this.Describes("claimTask", "Tasks", "Take a task from its queue", 200, TaskProblems.Taken, TaskProblems.NotInQueue, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(ClaimTask request, CancellationToken ct)
    {
        var task = await session.LiveAsync<TaskRecord>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, task, ct);
        var version = task.Version;
        if (task.OwnerId is not null || task.IsOver || task.QueueId is not { } queue || await session.LoadAsync<TaskQueue>(queue, ct) is not { Deleted: false } from) throw TaskProblems.Taken.With();
        if (!from.Members.Contains(caller.AccountId)) throw TaskProblems.NotInQueue.With();

        // Of all who read it as nobody's, one finds the revision unchanged.
        var before = TaskFields.Of(task);
        await book.WriteAsync(task, before with { OwnerId = caller.AccountId }, before, ct);
        await Send.ChangedAsync(version + 1, TaskItemView.Of(task), ct);
    }
}
