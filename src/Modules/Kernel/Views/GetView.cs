using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Kernel.Views;

/// <summary>Asks for one view.</summary>
internal sealed record GetView
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetViewEndpoint(SavedViews views) : Endpoint<GetView, SavedViewView>
{
    public override void Configure()
    {
        Get("/api/v1/views/{id}");
        Permissions(ViewPermissions.Use);
        this.Describes("getView", "Views", "Read a view", 200);
    }

    public override async Task HandleAsync(GetView r, CancellationToken ct)
    {
        var view = await views.GetAsync(r.Id, ct);
        await Send.FoundAsync(view.Version, SavedViewView.Of(view, views.IsWritable(view)), ct);
    }
}
