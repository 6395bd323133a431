using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.ApiKeys;

/// <summary>Ends an API key for good.</summary>
internal sealed record RevokeApiKey
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RevokeApiKeyEndpoint(ApiKeyBook keys) : Endpoint<RevokeApiKey>
{
    public override void Configure()
    {
        Delete("/api/v1/api-keys/{id}");
        Permissions(ApiKeyPermissions.Write);
        this.Describes("revokeApiKey", "API keys", "End an API key for good", 204);
    }

    public override async Task HandleAsync(RevokeApiKey r, CancellationToken ct)
    {
        await keys.RevokeAsync(await keys.GetAsync(r.Id, ct, locked: true), ct);
        await Send.NoContentAsync(ct);
    }
}
