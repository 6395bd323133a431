using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Kernel.Views;

/// <summary>Asks for a page of views.</summary>
internal sealed record ListViews : ListRequest
{
    /// <summary>Of one kind of record only: <c>contact</c>.</summary>
    [QueryParam] public string? Object { get; init; }

    /// <summary>Lists the trash instead.</summary>
    [QueryParam] public bool Trashed { get; init; }
}

internal sealed class ListViewsEndpoint(Pages pages, SavedViews views) : Endpoint<ListViews, Page<SavedViewView>>
{
    private static readonly FieldCatalogue Fields = new("name",
        new Field("name", FieldType.Text, "lower(d.data ->> 'name')") { Sortable = true },
        new Field("createdAt", FieldType.Moment, "d.created_at") { Sortable = true });

    private static readonly Field Of = new("object", FieldType.Text, "d.data ->> 'object'");

    public override void Configure()
    {
        Get("/api/v1/views");
        Permissions(ViewPermissions.Use);
        this.Describes("listViews", "Views", "List the views that the caller can look through, by name", 200);
    }

    public override async Task HandleAsync(ListViews r, CancellationToken ct) =>
        await Send.PageAsync(await pages.Of<SavedView>(Fields, r)
            .Trashed(r.Trashed)
            .Where(Of.Is(r.Object))
            .Where(await views.SeenAsync(ct))
            .ReadAsync(view => SavedViewView.Of(view, views.IsWritable(view)), ct), ct);
}
