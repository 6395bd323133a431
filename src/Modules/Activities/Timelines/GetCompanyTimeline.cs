using Crm.Contracts.Companies;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Activities.Timelines;

/// <summary>Asks for a page of a company's timeline.</summary>
internal sealed record GetCompanyTimeline : TimelineRequest
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetCompanyTimelineEndpoint(Timeline timeline, ICompanyDirectory companies) : Endpoint<GetCompanyTimeline, Page<TimelineEntryView>>
{
    public override void Configure()
    {
        Get("/api/v1/companies/{id}/timeline");
        Permissions("companies.read");
        this.Describes("getCompanyTimeline", "Companies", "Read what happened to a company, newest first", 200);
    }

    public override async Task HandleAsync(GetCompanyTimeline request, CancellationToken ct)
    {
        if (!await companies.ExistsAsync(request.Id, ct)) throw KernelProblems.NotFound.With();
        await Send.PageAsync(await timeline.ReadAsync(request.Id, request, ct), ct);
    }
}
