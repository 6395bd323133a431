using Crm.Activities.Timelines;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Tasks;

/// <summary>Takes a task out of the trash.</summary>
internal sealed record RestoreTask
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RestoreTaskEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<RestoreTask, TaskItemView>
{
    public override void Configure()
    {
        Post("/api/v1/tasks/{id}/restoration");
        Permissions(TaskPermissions.Write);
        this.Describes("restoreTask", "Tasks", "Take a task out of the trash", 200, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RestoreTask request, CancellationToken ct)
    {
        var task = await session.TrashedAsync<TaskRecord>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, task, ct);
        task.Touch(caller.Actor, clock.GetUtcNow());
        session.Restore(task);
        session.Tell(before: [], task.Told);
        await Send.ChangedAsync(task.Version + 1, TaskItemView.Of(task), ct);
    }
}
