using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Kernel.Privacy;

/// <summary>Asks for a page of erasures.</summary>
internal sealed record ListErasures : ListRequest
{
    /// <summary>Those of this record.</summary>
    [QueryParam] public Guid? RecordId { get; init; }
}

internal sealed class ListErasuresEndpoint(Pages pages) : Endpoint<ListErasures, Page<ErasureView>>
{
    private static readonly Field Record = new("recordId", FieldType.Uuid, "d.record_id");
    private static readonly FieldCatalogue Fields = new("-createdAt", Record, new("createdAt", FieldType.Moment, "d.created_at") { Sortable = true });

    public override void Configure()
    {
        Get("/api/v1/erasures");
        Permissions(PrivacyPermissions.Erase);
        this.Describes("listErasures", "Privacy", "List the certificates of erasures, newest first", 200);
    }

    public override async Task HandleAsync(ListErasures r, CancellationToken ct) => await Send.PageAsync(await pages.Of<Erasure>(Fields, r).Where(r.RecordId is { } id ? Record.Is(id) : null).ReadAsync(ErasureView.Of, ct), ct);
}
