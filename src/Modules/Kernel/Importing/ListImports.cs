using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Kernel.Importing;

/// <summary>Asks for a page of the caller's imports.</summary>
internal sealed record ListImports : ListRequest;

internal sealed class ListImportsEndpoint(Pages pages, Caller caller) : Endpoint<ListImports, Page<ImportView>>
{
    private static readonly Field Account = new("accountId", FieldType.Account, "d.account_id");
    private static readonly Field Starter = new("createdBy", FieldType.Text, "d.data ->> 'createdBy'");
    private static readonly FieldCatalogue Fields = new("-createdAt", Account, new("createdAt", FieldType.Moment, "d.created_at") { Sortable = true });

    public override void Configure()
    {
        Get("/api/v1/imports");
        Permissions(ImportPermissions.Import);
        this.Describes("listImports", "Imports", "List one's imports, newest first", 200);
    }

    public override async Task HandleAsync(ListImports r, CancellationToken ct) =>
        await Send.PageAsync(await pages.Of<Import>(Fields, r)
            .Where(Account.Is(caller.AccountId))
            .Where(caller is { ApiKeyId: null, OperatorId: null } ? null : Starter.Is(caller.Actor))
            .ReadAsync(ImportView.Of, ct), ct);
}
