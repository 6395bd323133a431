using Crm.Contracts.Contacts;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Activities;

/// <summary>Asks for a page of a contact's timeline.</summary>
internal sealed record GetContactTimeline : ListRequest
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetContactTimelineEndpoint(Pages pages, IContactDirectory contacts) : Endpoint<GetContactTimeline, Page<TimelineEntryView>>
{
    private static readonly Field Contact = new("contactId", FieldType.Uuid, "d.contact_id");
    private static readonly FieldCatalogue Fields = new("-at", Contact, new("at", FieldType.Moment, "d.at") { Sortable = true });

    public override void Configure()
    {
        Get("/api/v1/contacts/{id}/timeline");
        Permissions("contacts.read");
        this.Describes("getContactTimeline", "Contacts", "Read what happened to a contact, newest first", 200);
    }

    public override async Task HandleAsync(GetContactTimeline request, CancellationToken ct)
    {
        if (!await contacts.ExistsAsync(request.Id, ct)) throw KernelProblems.NotFound.With();
        await Send.PageAsync(await pages.Of<TimelineEntry>(Fields, request).Where(Contact.Is(request.Id)).ReadAsync(TimelineEntryView.Of, ct), ct);
    }
}
