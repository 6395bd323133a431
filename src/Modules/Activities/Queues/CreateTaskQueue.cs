using Crm.Activities.Tasks;
using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Queues;

/// <summary>A queue to be.</summary>
internal sealed record CreateTaskQueue
{
    [FromBody] public required TaskQueueFields Queue { get; init; }
}

internal sealed class CreateTaskQueueValidator : Validator<CreateTaskQueue>
{
    public CreateTaskQueueValidator() => RuleFor(c => c.Queue).SetValidator(TaskQueueFieldsValidator.Instance);
}

internal sealed class CreateTaskQueueEndpoint(IDocumentSession session, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<CreateTaskQueue, TaskQueueView>
{
    public override void Configure()
    {
        Post("/api/v1/task-queues");
        Permissions(TaskPermissions.Configure);
        this.Describes("createTaskQueue", "Tasks", "Create a queue of tasks", 201, KernelProblems.OwnerUnknown);
    }

    public override async Task HandleAsync(CreateTaskQueue request, CancellationToken ct)
    {
        await members.CheckAsync(request.Queue.Members, before: [], ct);
        var queue = new TaskQueue();
        queue.Write(request.Queue);
        queue.Touch(caller.Actor, clock.GetUtcNow());
        session.Insert(queue);
        await Send.CreatedAsync($"/api/v1/task-queues/{queue.Id}", TaskQueueView.Of(queue), ct);
    }
}
