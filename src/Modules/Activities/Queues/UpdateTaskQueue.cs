using Crm.Activities.Tasks;
using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Queues;

/// <summary>Changes to a queue, as a JSON merge patch.</summary>
internal sealed record UpdateTaskQueue
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<TaskQueueFields> Changes { get; init; }
}

internal sealed class UpdateTaskQueueEndpoint(IDocumentSession session, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<UpdateTaskQueue, TaskQueueView>
{
    public override void Configure()
    {
        Patch("/api/v1/task-queues/{id}");
        Permissions(TaskPermissions.Configure);
        this.Describes("updateTaskQueue", "Tasks", "Rename a queue, or change who takes from it", 200, KernelProblems.OwnerUnknown, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateTaskQueue request, CancellationToken ct)
    {
        var queue = await session.LiveAsync<TaskQueue>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, queue, ct);
        var fields = request.Changes.ApplyTo(TaskQueueFields.Of(queue), TaskQueueFieldsValidator.Instance);
        await members.CheckAsync(fields.Members, queue.Members, ct);
        var version = queue.Version + 1;
        queue.Write(fields);
        queue.Touch(caller.Actor, clock.GetUtcNow());
        session.UpdateRevision(queue, version);
        await Send.ChangedAsync(version, TaskQueueView.Of(queue), ct);
    }
}
