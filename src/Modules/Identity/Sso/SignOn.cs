using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Crm.Identity.Sso;

/// <summary>Finds out from the provider who came back.</summary>
internal sealed class SignOn(Providers providers, CodeExchange exchange, IdTokens tokens, SsoAttempts attempts)
{
    public async Task<ExternalPerson> WhoAsync(SsoConnection connection, SsoAttempt attempt, CompleteSsoLogIn came, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(came.Error)) throw came.Error is "server_error" or "temporarily_unavailable" ? Providers.Away() : SsoProblems.Denied.With(came.Error);
        var provider = await providers.FindAsync(connection.Issuer, ct);
        if (!IsFrom(provider, came.Iss)) throw SsoProblems.TokenRefused.With("iss");
        var secrets = attempts.SecretsOf(attempt);
        var given = await exchange.RedeemAsync(provider, connection, came.Code!, secrets.Verifier, ct);
        var person = await tokens.ReadAsync(given.IdToken, connection, attempt, secrets, ct);
        return person.Email is null ? person.With(await exchange.UserInfoAsync(provider, connection, given.AccessToken, ct)) : person;
    }

    /// <summary>A code of one provider must not be taken to another (RFC 9207).</summary>
    private static bool IsFrom(OpenIdConnectConfiguration provider, string? issuer) => string.IsNullOrEmpty(issuer) ? !provider.AuthorizationResponseIssParameterSupported : issuer == provider.Issuer;
}
