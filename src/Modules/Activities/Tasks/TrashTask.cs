using Crm.Activities.Timelines;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Purging;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Tasks;

/// <summary>Moves a task to the trash.</summary>
internal sealed record TrashTask
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class TrashTaskEndpoint(IDocumentSession session, TrashDesk trash) : Endpoint<TrashTask>
{
    public override void Configure()
    {
        Delete("/api/v1/tasks/{id}");
        Permissions(TaskPermissions.Write);
        this.Describes("trashTask", "Tasks", "Move a task to the trash, and out of timelines", 204, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(TrashTask request, CancellationToken ct)
    {
        var task = await session.LiveAsync<TaskRecord>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, task, ct);
        session.Tell(task.Told, after: []);
        await trash.DiscardAsync(task, ct);
        await Send.NoContentAsync(ct);
    }
}
