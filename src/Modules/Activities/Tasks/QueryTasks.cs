using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Activities.Tasks;

internal sealed class QueryTasksEndpoint(Pages pages) : Endpoint<QueryRequest, Page<TaskItemView>>
{
    public override void Configure()
    {
        Post("/api/v1/tasks/query");
        Permissions(TaskPermissions.Read);
        this.Describes("queryTasks", "Tasks", "List the tasks that meet a filter", 200,
            FilterProblems.Invalid, FilterProblems.TooComplex, KernelProblems.Invalid, KernelProblems.CursorMismatch, KernelProblems.FieldHidden);
        this.OnlyAsks();
    }

    public override async Task HandleAsync(QueryRequest query, CancellationToken ct) => await Send.PageAsync(await pages.QueryAsync<TaskRecord, TaskItemView>(query, TaskItemView.Of, ct), ct);
}
