using Crm.Activities.Tasks;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Ties;
using FastEndpoints;

namespace Crm.Activities.Log;

/// <summary>Asks for a page of logged activities.</summary>
internal sealed record ListActivities : ListRequest
{
    /// <summary>Who took part: kind and id, such as <c>contact:0198c0de-0000-7000-8000-000000000003</c>.</summary>
    [QueryParam] public string? Record { get; init; }

    [QueryParam] public ActivityType? Type { get; init; }

    /// <summary>An account, or <c>me</c>.</summary>
    [QueryParam] public string? OwnerId { get; init; }

    /// <summary>An account that took part, or <c>me</c>.</summary>
    [QueryParam] public string? Member { get; init; }

    /// <summary>Words that subject, outcome or body contain.</summary>
    [QueryParam] public string? Q { get; init; }

    /// <summary>Lists the trash instead.</summary>
    [QueryParam] public bool Trashed { get; init; }
}

internal sealed class ListActivitiesEndpoint(Pages pages, Caller caller) : Endpoint<ListActivities, Page<ActivityView>>
{
    public override void Configure()
    {
        Get("/api/v1/activities");
        Permissions(ActivityPermissions.Read);
        this.Describes("listActivities", "Activities", "List calls, meetings and whatever else was logged", 200);
    }

    public override async Task HandleAsync(ListActivities request, CancellationToken ct) =>
        await Send.PageAsync(await pages.Of<Activity>(ActivityCatalogue.Fields, request)
            .Trashed(request.Trashed)
            .Where(RecordRef.Among(ActivityCatalogue.Records, request.Record))
            .Where(ActivityCatalogue.Type.Is(request.Type?.Wire()))
            .Where(ActivityCatalogue.Owner.Is(caller.Account(request.OwnerId, "ownerId")))
            .Where(ActivityCatalogue.MemberKeys.Has(caller.Account(request.Member, "member")?.ToString()))
            .Where(ActivityCatalogue.Text.Mentions(request.Q))
            .ReadAsync(ActivityView.Of, ct), ct);
}
