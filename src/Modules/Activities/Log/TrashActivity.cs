using Crm.Activities.Timelines;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Purging;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Log;

/// <summary>Moves a logged activity to the trash.</summary>
internal sealed record TrashActivity
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class TrashActivityEndpoint(IDocumentSession session, TrashDesk trash) : Endpoint<TrashActivity>
{
    public override void Configure()
    {
        Delete("/api/v1/activities/{id}");
        Permissions(ActivityPermissions.Write);
        this.Describes("trashActivity", "Activities", "Move a logged activity to the trash, and out of timelines", 204, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(TrashActivity request, CancellationToken ct)
    {
        var activity = await session.LiveAsync<Activity>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, activity, ct);
        session.Tell(activity.Told, after: []);
        await trash.DiscardAsync(activity, ct);
        await Send.NoContentAsync(ct);
    }
}
