using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.ApiKeys;

/// <summary>Gives one of the caller's own API keys a new secret.</summary>
internal sealed record RotateApiKey
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>How long the former secret works on, in hours; 24 if left out, 0 ends it at once.</summary>
    public int? OverlapHours { get; init; }
}

internal sealed class RotateApiKeyValidator : Validator<RotateApiKey>
{
    public RotateApiKeyValidator() => RuleFor(r => r.OverlapHours).InclusiveBetween(0, 24 * 30);
}

internal sealed class RotateApiKeyEndpoint(ApiKeyBook keys) : Endpoint<RotateApiKey, NewApiKeyView>
{
    private const int UsualOverlap = 24;

    public override void Configure()
    {
        Post("/api/v1/api-keys/{id}/rotations");
        Permissions(ApiKeyPermissions.Write);
        this.Describes("rotateApiKey", "API keys", "Give an API key a new secret; it is shown once", 200, IdentityProblems.ApiKeyNotOwn, IdentityProblems.ApiKeyRevoked, IdentityProblems.StepUpRequired);
        this.NeedsRecentLogin();
        this.ShowsSecret();
    }

    public override async Task HandleAsync(RotateApiKey r, CancellationToken ct)
    {
        var row = await keys.GetOwnAsync(r.Id, ct);
        if (row.RevokedAt is not null) throw IdentityProblems.ApiKeyRevoked.With();
        var (rotated, key) = await keys.RotateAsync(row, TimeSpan.FromHours(r.OverlapHours ?? UsualOverlap), ct);
        await Send.OkAsync(new(ApiKeyView.Of(rotated), key), ct);
    }
}
