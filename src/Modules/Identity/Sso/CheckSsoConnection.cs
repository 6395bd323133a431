using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Sso;

/// <summary>What the provider says of itself at this moment.</summary>
/// <param name="ClientAuthentication">How the client secret is sent to it.</param>
/// <param name="SigningKeys">How many keys it publishes.</param>
internal sealed record SsoCheckView(string Issuer, string AuthorizationEndpoint, string TokenEndpoint, string ClientAuthentication, int SigningKeys);

internal sealed class CheckSsoConnectionEndpoint(ControlSession control, SsoConnections connections, Providers providers, CrmSettings settings) : EndpointWithoutRequest<SsoCheckView>
{
    public override void Configure()
    {
        Post("/api/v1/sso-connection/checks");
        Permissions(SsoPermissions.Write);
        this.Describes("checkSsoConnection", "Single sign-on", "Ask the provider anew whether it is suited", 200, SsoProblems.DiscoveryFailed, SsoProblems.IssuerMismatch, SsoProblems.ProviderUnsuited, KernelProblems.NotFound);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        var connection = await connections.GetAsync(ct);
        await control.CommitAsync(ct); // no connection waits while the provider is asked
        var provider = await providers.ReadAsync(connection.Issuer, ct);
        ProviderRules.Check(provider, connection.Issuer, settings);
        await Send.OkAsync(new(provider.Issuer, provider.AuthorizationEndpoint, provider.TokenEndpoint, ProviderRules.AuthenticationTo(provider)!, provider.SigningKeys.Count), ct);
    }
}
