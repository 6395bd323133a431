using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Views;

/// <summary>Moves a view to the trash. The records in it stay where they are.</summary>
internal sealed record TrashView
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class TrashViewEndpoint(IDocumentSession session, SavedViews views) : Endpoint<TrashView>
{
    public override void Configure()
    {
        Delete("/api/v1/views/{id}");
        Permissions(ViewPermissions.Use);
        this.Describes("trashView", "Views", "Move a view to the trash", 204, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(TrashView r, CancellationToken ct)
    {
        var view = await views.GetAsync(r.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, view, ct);
        views.CheckWritable(view);
        session.Discard(view);
        await Send.NoContentAsync(ct);
    }
}
