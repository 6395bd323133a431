using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.ApiKeys;

/// <summary>An API key to be.</summary>
internal sealed record CreateApiKey
{
    [FromBody] public required ApiKeyFields ApiKey { get; init; }
}

internal sealed class CreateApiKeyValidator : Validator<CreateApiKey>
{
    public CreateApiKeyValidator(TimeProvider clock) => RuleFor(r => r.ApiKey).SetValidator(new ApiKeyFieldsValidator(clock));
}

internal sealed class CreateApiKeyEndpoint(ApiKeyBook keys, PermissionCatalogue catalogue, Rights rights) : Endpoint<CreateApiKey, NewApiKeyView>
{
    public override void Configure()
    {
        Post("/api/v1/api-keys");
        Permissions(ApiKeyPermissions.Write);
        this.Describes("createApiKey", "API keys", "Make an API key; it is shown once", 201, IdentityProblems.BeyondOwnRights, IdentityProblems.StepUpRequired);
        this.NeedsRecentLogin();
        this.ShowsSecret();
    }

    public override async Task HandleAsync(CreateApiKey r, CancellationToken ct)
    {
        r.ApiKey.Check(catalogue, rights);
        var (row, key) = await keys.AddAsync(r.ApiKey, ct);
        await Send.CreatedAsync($"/api/v1/api-keys/{row.Id}", new NewApiKeyView(ApiKeyView.Of(row), key), ct);
    }
}
