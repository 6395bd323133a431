using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Tasks;

/// <summary>Changes to a task, as a JSON merge patch: what is absent stays, null removes, lists are replaced. A recurring one that is done makes the next.</summary>
internal sealed record UpdateTask
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<TaskFields> Changes { get; init; }
}

internal sealed class UpdateTaskEndpoint(IDocumentSession session, TaskBook book) : Endpoint<UpdateTask, TaskItemView>
{
    public override void Configure()
    {
        Patch("/api/v1/tasks/{id}");
        Permissions(TaskPermissions.Write);
        this.Describes("updateTask", "Tasks", "Change or complete a task", 200,
            KernelProblems.OwnerUnknown, KernelProblems.RecordUnknown, TaskProblems.QueueUnknown, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateTask request, CancellationToken ct)
    {
        var task = await session.LiveAsync<TaskRecord>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, task, ct);
        var (before, version) = (TaskFields.Of(task), task.Version);
        var fields = request.Changes.ApplyTo(before, TaskFieldsValidator.Instance);
        if (Members.Changed(before, fields).Count > 0)
        {
            await book.WriteAsync(task, fields, before, ct);
            version++;
        }
        await Send.ChangedAsync(version, TaskItemView.Of(task), ct);
    }
}
