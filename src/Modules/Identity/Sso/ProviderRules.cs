using Crm.Kernel;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Crm.Identity.Sso;

/// <summary>What a provider must be like.</summary>
internal static class ProviderRules
{
    public const string Basic = "client_secret_basic";
    public const string Post = "client_secret_post";

    /// <summary>By keys that only the provider has: nothing symmetric, and never none.</summary>
    public static readonly IReadOnlyList<string> Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Over https; plain http only to the developer's own machine.</summary>
    public static bool IsSafe(Uri url, CrmSettings settings) => url.Scheme == Uri.UriSchemeHttps || (settings.Development && url is { Scheme: "http", IsLoopback: true });

    /// <summary>Ends the request unless the provider is the issuer it was asked as, and offers what is needed.</summary>
    public static void Check(OpenIdConnectConfiguration provider, string issuer, CrmSettings settings)
    {
        if (provider.Issuer != issuer) throw SsoProblems.IssuerMismatch.With($"It calls itself `{Short(provider.Issuer)}`.", "/issuer");
        if (Lack(provider, settings) is { } lack) throw SsoProblems.ProviderUnsuited.With(lack, "/issuer");
    }

    /// <summary>How to tell the token endpoint who asks; null if there is no way by secret. Without a word about it the standard says basic.</summary>
    public static string? AuthenticationTo(OpenIdConnectConfiguration provider) => provider.TokenEndpointAuthMethodsSupported switch
    {
        { Count: 0 } => Basic,
        var methods when methods.Contains(Basic) => Basic,
        var methods when methods.Contains(Post) => Post,
        _ => null,
    };

    private static string? Lack(OpenIdConnectConfiguration provider, CrmSettings settings)
    {
        foreach (var (name, address) in new[] { ("authorization_endpoint", provider.AuthorizationEndpoint), ("token_endpoint", provider.TokenEndpoint), ("jwks_uri", provider.JwksUri) })
            if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || !IsSafe(url, settings)) return $"`{name}` is no https address.";
        if (!Offers(provider.ResponseTypesSupported, "code")) return "The authorization code flow is not among `response_types_supported`.";
        // Some providers do PKCE and do not say so; one that lists methods without S256 does not.
        if (!Offers(provider.CodeChallengeMethodsSupported, "S256")) return "`S256` is not among `code_challenge_methods_supported`.";
        if (!Offers(provider.IdTokenSigningAlgValuesSupported, [.. Algorithms])) return "ID tokens are not signed by RSA or elliptic curves.";
        if (AuthenticationTo(provider) is null) return $"Neither `{Basic}` nor `{Post}` is among `token_endpoint_auth_methods_supported`.";
        return provider.SigningKeys.Count == 0 ? "`jwks_uri` holds no key." : null;
    }

    private static bool Offers(ICollection<string> said, params string[] any) => said.Count == 0 || any.Any(said.Contains);

    private static string Short(string? text) => text is null ? "" : text.Length > 200 ? text[..200] + "…" : text;
}
