using Crm.Contracts.Contacts;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Activities.Timelines;

/// <summary>Asks for a page of a contact's timeline.</summary>
internal sealed record GetContactTimeline : TimelineRequest
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetContactTimelineEndpoint(Timeline timeline, IContactDirectory contacts) : Endpoint<GetContactTimeline, Page<TimelineEntryView>>
{
    public override void Configure()
    {
        Get("/api/v1/contacts/{id}/timeline");
        Permissions("contacts.read");
        this.Describes("getContactTimeline", "Contacts", "Read what happened to a contact, newest first", 200);
    }

    public override async Task HandleAsync(GetContactTimeline request, CancellationToken ct)
    {
        if (!await contacts.ExistsAsync(request.Id, ct)) throw KernelProblems.NotFound.With();
        await Send.PageAsync(await timeline.ReadAsync(request.Id, request, ct), ct);
    }
}
