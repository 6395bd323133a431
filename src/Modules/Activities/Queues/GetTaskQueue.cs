using Crm.Activities.Tasks;
using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Queues;

/// <summary>Asks for one queue.</summary>
internal sealed record GetTaskQueue
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetTaskQueueEndpoint(IDocumentSession session) : Endpoint<GetTaskQueue, TaskQueueView>
{
    public override void Configure()
    {
        Get("/api/v1/task-queues/{id}");
        Permissions(TaskPermissions.Read);
        this.Describes("getTaskQueue", "Tasks", "Read a queue of tasks", 200);
    }

    public override async Task HandleAsync(GetTaskQueue request, CancellationToken ct)
    {
        var queue = await session.LiveAsync<TaskQueue>(request.Id, ct);
        await Send.FoundAsync(queue.Version, TaskQueueView.Of(queue), ct);
    }
}
