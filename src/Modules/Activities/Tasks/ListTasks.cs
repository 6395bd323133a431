using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Ties;
using FastEndpoints;

namespace Crm.Activities.Tasks;

/// <summary>Asks for a page of tasks.</summary>
internal sealed record ListTasks : ListRequest
{
    /// <summary>What they are about: kind and id, such as <c>contact:0198c0de-0000-7000-8000-000000000003</c>.</summary>
    [QueryParam] public string? Record { get; init; }

    /// <summary>An account, or <c>me</c>.</summary>
    [QueryParam] public string? OwnerId { get; init; }

    [QueryParam] public TaskState? Status { get; init; }

    /// <summary>The queue they wait in, or were claimed from.</summary>
    [QueryParam] public Guid? QueueId { get; init; }

    /// <summary>Due at this moment or later.</summary>
    [QueryParam] public DateTimeOffset? DueFrom { get; init; }

    /// <summary>Due before this moment.</summary>
    [QueryParam] public DateTimeOffset? DueBefore { get; init; }

    /// <summary>Words that title or description contain.</summary>
    [QueryParam] public string? Q { get; init; }

    /// <summary>Lists the trash instead.</summary>
    [QueryParam] public bool Trashed { get; init; }
}

internal sealed class ListTasksEndpoint(Pages pages, Caller caller) : Endpoint<ListTasks, Page<TaskItemView>>
{
    public override void Configure()
    {
        Get("/api/v1/tasks");
        Permissions(TaskPermissions.Read);
        this.Describes("listTasks", "Tasks", "List tasks", 200);
    }

    public override async Task HandleAsync(ListTasks request, CancellationToken ct) =>
        await Send.PageAsync(await pages.Of<TaskRecord>(TaskCatalogue.Fields, request)
            .Trashed(request.Trashed)
            .Where(RecordRef.Among(TaskCatalogue.Records, request.Record))
            .Where(TaskCatalogue.Owner.Is(caller.Account(request.OwnerId, "ownerId")))
            .Where(TaskCatalogue.Status.Is(request.Status?.Wire()))
            .Where(TaskCatalogue.Queue.Is(request.QueueId))
            .Where(request.DueFrom is { } from ? new($"{TaskCatalogue.Due.Visible} >= ?", from.ToUniversalTime()) : null)
            .Where(request.DueBefore is { } before ? new($"{TaskCatalogue.Due.Visible} < ?", before.ToUniversalTime()) : null)
            .Where(TaskCatalogue.Text.Mentions(request.Q))
            .ReadAsync(TaskItemView.Of, ct), ct);
}
