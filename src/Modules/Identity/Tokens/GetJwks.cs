using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Identity.Tokens;

/// <summary>The public keys that access tokens are verified with.</summary>
internal sealed record JwksView(IReadOnlyList<JwkView> Keys);

internal sealed class GetJwksEndpoint(SigningKeys keys) : EndpointWithoutRequest<JwksView>
{
    public override void Configure()
    {
        Get("/.well-known/jwks.json");
        AllowAnonymous();
        this.Describes("getJwks", "Sessions", "Public keys of access tokens", 200);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        await keys.ActiveAsync(ct);
        HttpContext.Response.Headers.CacheControl = "public, max-age=300";
        await Send.OkAsync(new(await keys.PublishedAsync(ct)), ct);
    }
}
