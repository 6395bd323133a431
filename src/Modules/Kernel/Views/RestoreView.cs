using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Views;

/// <summary>Takes a view out of the trash.</summary>
internal sealed record RestoreView
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RestoreViewEndpoint(IDocumentSession session, SavedViews views, Caller caller, TimeProvider clock) : Endpoint<RestoreView, SavedViewView>
{
    public override void Configure()
    {
        Post("/api/v1/views/{id}/restoration");
        Permissions(ViewPermissions.Use);
        this.Describes("restoreView", "Views", "Take a view out of the trash", 200, ViewProblems.TooMany, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RestoreView r, CancellationToken ct)
    {
        var view = await views.GetTrashedAsync(r.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, view, ct);
        views.CheckWritable(view);
        if (view.AccountId == caller.AccountId && !await views.HasRoomAsync(ct)) throw ViewProblems.TooMany.With();
        view.Touch(caller.Actor, clock.GetUtcNow());
        session.Restore(view);
        await Send.ChangedAsync(view.Version + 1, SavedViewView.Of(view, writable: true), ct);
    }
}
