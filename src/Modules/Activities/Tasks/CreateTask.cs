using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Activities.Tasks;

/// <summary>A task to be.</summary>
internal sealed record CreateTask
{
    [FromBody] public required TaskFields Task { get; init; }
}

internal sealed class CreateTaskValidator : Validator<CreateTask>
{
    public CreateTaskValidator() => RuleFor(c => c.Task).SetValidator(TaskFieldsValidator.Instance);
}

internal sealed class CreateTaskEndpoint(TaskBook book, Caller caller) : Endpoint<CreateTask, TaskItemView>
{
    public override void Configure()
    {
        Post("/api/v1/tasks");
        Permissions(TaskPermissions.Write);
        this.Describes("createTask", "Tasks", "Create a task", 201, KernelProblems.OwnerUnknown, KernelProblems.RecordUnknown, TaskProblems.QueueUnknown);
    }

    public override async Task HandleAsync(CreateTask request, CancellationToken ct)
    {
        var (task, fields) = (new TaskRecord(), request.Task);
        await book.WriteAsync(task, fields with { OwnerId = fields.OwnerId ?? (fields.QueueId is null ? caller.AccountId : null) }, before: null, ct);
        await Send.CreatedAsync($"/api/v1/tasks/{task.Id}", TaskItemView.Of(task), ct);
    }
}
