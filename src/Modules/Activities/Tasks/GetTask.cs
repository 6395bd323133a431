using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Tasks;

/// <summary>Asks for one task.</summary>
internal sealed record GetTask
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetTaskEndpoint(IDocumentSession session) : Endpoint<GetTask, TaskItemView>
{
    public override void Configure()
    {
        Get("/api/v1/tasks/{id}");
        Permissions(TaskPermissions.Read);
        this.Describes("getTask", "Tasks", "Read a task", 200);
    }

    public override async Task HandleAsync(GetTask request, CancellationToken ct)
    {
        var task = await session.LiveAsync<TaskRecord>(request.Id, ct);
        await Send.FoundAsync(task.Version, TaskItemView.Of(task), ct);
    }
}
