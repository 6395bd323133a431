using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Activities.Log;

internal sealed class QueryActivitiesEndpoint(Pages pages) : Endpoint<QueryRequest, Page<ActivityView>>
{
    public override void Configure()
    {
        Post("/api/v1/activities/query");
        Permissions(ActivityPermissions.Read);
        this.Describes("queryActivities", "Activities", "List the activities that meet a filter", 200,
            FilterProblems.Invalid, FilterProblems.TooComplex, KernelProblems.Invalid, KernelProblems.CursorMismatch, KernelProblems.FieldHidden);
        this.OnlyAsks();
    }

    public override async Task HandleAsync(QueryRequest query, CancellationToken ct) => await Send.PageAsync(await pages.QueryAsync<Activity, ActivityView>(query, ActivityView.Of, ct), ct);
}
