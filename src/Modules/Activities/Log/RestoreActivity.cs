using Crm.Activities.Timelines;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Log;

/// <summary>Takes a logged activity out of the trash.</summary>
internal sealed record RestoreActivity
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RestoreActivityEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<RestoreActivity, ActivityView>
{
    public override void Configure()
    {
        Post("/api/v1/activities/{id}/restoration");
        Permissions(ActivityPermissions.Write);
        this.Describes("restoreActivity", "Activities", "Take a logged activity out of the trash", 200, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RestoreActivity request, CancellationToken ct)
    {
        var activity = await session.TrashedAsync<Activity>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, activity, ct);
        activity.Touch(caller.Actor, clock.GetUtcNow());
        session.Restore(activity);
        session.Tell(before: [], activity.Told);
        await Send.ChangedAsync(activity.Version + 1, ActivityView.Of(activity), ct);
    }
}
