using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.ApiKeys;

/// <summary>Changes to one of the caller's own API keys, as a JSON merge patch.</summary>
internal sealed record UpdateApiKey
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<ApiKeyFields> Changes { get; init; }
}

internal sealed class UpdateApiKeyEndpoint(ApiKeyBook keys, PermissionCatalogue catalogue, Rights rights, TimeProvider clock) : Endpoint<UpdateApiKey, ApiKeyView>
{
    public override void Configure()
    {
        Patch("/api/v1/api-keys/{id}");
        Permissions(ApiKeyPermissions.Write);
        this.Describes("updateApiKey", "API keys", "Change an API key", 200,
            IdentityProblems.ApiKeyNotOwn, IdentityProblems.ApiKeyRevoked, IdentityProblems.BeyondOwnRights, IdentityProblems.StepUpRequired, KernelProblems.Stale);
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(UpdateApiKey r, CancellationToken ct)
    {
        var row = await keys.GetOwnAsync(r.Id, ct);
        HttpContext.HonourIfMatch(row.Version);
        if (row.RevokedAt is not null) throw IdentityProblems.ApiKeyRevoked.With();
        var before = new ApiKeyFields { Name = row.Name, Permissions = row.Scopes, AllowedIps = row.AllowedIps, ExpiresAt = row.ExpiresAt };
        var fields = r.Changes.ApplyTo(before, new ApiKeyFieldsValidator(clock));
        fields.Check(catalogue, rights);
        var changed = await keys.ChangeAsync(row, before, fields, ct);
        await Send.ChangedAsync(changed.Version, ApiKeyView.Of(changed), ct);
    }
}
