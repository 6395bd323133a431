using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Kernel.Importing;

/// <summary>Asks for a page of saved mappings.</summary>
internal sealed record ListImportMappings : ListRequest;

internal sealed class ListImportMappingsEndpoint(Pages pages) : Endpoint<ListImportMappings, Page<ImportMappingView>>
{
    private static readonly FieldCatalogue Fields = new("-createdAt", new Field("createdAt", FieldType.Moment, "d.created_at") { Sortable = true });

    public override void Configure()
    {
        Get("/api/v1/import-mappings");
        Permissions(ImportPermissions.Import);
        this.Describes("listImportMappings", "Imports", "List saved mappings, newest first", 200);
    }

    public override async Task HandleAsync(ListImportMappings r, CancellationToken ct) => await Send.PageAsync(await pages.Of<ImportMapping>(Fields, r).ReadAsync(ImportMappingView.Of, ct), ct);
}
