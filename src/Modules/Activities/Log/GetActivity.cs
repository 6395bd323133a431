using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Log;

/// <summary>Asks for one logged activity.</summary>
internal sealed record GetActivity
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetActivityEndpoint(IDocumentSession session) : Endpoint<GetActivity, ActivityView>
{
    public override void Configure()
    {
        Get("/api/v1/activities/{id}");
        Permissions(ActivityPermissions.Read);
        this.Describes("getActivity", "Activities", "Read an activity", 200);
    }

    public override async Task HandleAsync(GetActivity request, CancellationToken ct)
    {
        var activity = await session.LiveAsync<Activity>(request.Id, ct);
        await Send.FoundAsync(activity.Version, ActivityView.Of(activity), ct);
    }
}
