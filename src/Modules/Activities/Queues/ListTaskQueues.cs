using Crm.Activities.Tasks;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Activities.Queues;

/// <summary>Asks for a page of queues.</summary>
internal sealed record ListTaskQueues : ListRequest;

internal sealed class ListTaskQueuesEndpoint(Pages pages) : Endpoint<ListTaskQueues, Page<TaskQueueView>>
{
    private static readonly FieldCatalogue Fields = new("name", new Field("name", FieldType.Text, "d.name_key") { Sortable = true });

    public override void Configure()
    {
        Get("/api/v1/task-queues");
        Permissions(TaskPermissions.Read);
        this.Describes("listTaskQueues", "Tasks", "List the queues that tasks wait in", 200);
    }

    public override async Task HandleAsync(ListTaskQueues request, CancellationToken ct) => await Send.PageAsync(await pages.Of<TaskQueue>(Fields, request).ReadAsync(TaskQueueView.Of, ct), ct);
}
