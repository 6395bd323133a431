using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Identity.ApiKeys;

/// <summary>Asks for a page of API keys.</summary>
internal sealed record ListApiKeys : PageRequest;

internal sealed class ListApiKeysEndpoint(ControlPages pages, Caller caller) : Endpoint<ListApiKeys, Page<ApiKeyView>>
{
    public override void Configure()
    {
        Get("/api/v1/api-keys");
        Permissions(ApiKeyPermissions.Read);
        this.Describes("listApiKeys", "API keys", "List the API keys, newest first", 200);
    }

    public override async Task HandleAsync(ListApiKeys r, CancellationToken ct) =>
        await Send.PageAsync(await pages.ReadAsync<ApiKey, ApiKeyView>(ApiKeyBook.Select, "k.id", k => k.Id, new { caller.TenantId }, r, ApiKeyView.Of, ct, descending: true), ct);
}
