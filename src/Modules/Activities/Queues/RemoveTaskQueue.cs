using Crm.Activities.Tasks;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Queues;

/// <summary>Removes a queue. Its tasks stay, and can be given to somebody.</summary>
internal sealed record RemoveTaskQueue
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RemoveTaskQueueEndpoint(IDocumentSession session) : Endpoint<RemoveTaskQueue>
{
    public override void Configure()
    {
        Delete("/api/v1/task-queues/{id}");
        Permissions(TaskPermissions.Configure);
        this.Describes("removeTaskQueue", "Tasks", "Remove a queue; its tasks stay", 204, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RemoveTaskQueue request, CancellationToken ct)
    {
        var queue = await session.LiveAsync<TaskQueue>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, queue, ct);
        session.Discard(queue);
        await Send.NoContentAsync(ct);
    }
}
