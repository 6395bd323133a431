using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.ApiKeys;

/// <summary>Asks for one API key.</summary>
internal sealed record GetApiKey
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetApiKeyEndpoint(ApiKeyBook keys) : Endpoint<GetApiKey, ApiKeyView>
{
    public override void Configure()
    {
        Get("/api/v1/api-keys/{id}");
        Permissions(ApiKeyPermissions.Read);
        this.Describes("getApiKey", "API keys", "Read what an API key may do and when it was used", 200);
    }

    public override async Task HandleAsync(GetApiKey r, CancellationToken ct)
    {
        var row = await keys.GetAsync(r.Id, ct);
        // Its last use changes without a new version, so the answer is never "not modified".
        await Send.ChangedAsync(row.Version, ApiKeyView.Of(row), ct);
    }
}
