using System.Text.Json.Nodes;
using static Crm.Tests.Support.Sso.Misbehaviour;

namespace Crm.Tests.Support.Sso;

/// <summary>Makes ID tokens as a provider does, or as one does that misbehaves.</summary>
internal sealed class IdTokenForge(ProviderSimulator provider, ProviderKeys keys)
{
    public string Make(ProviderUser user, string nonce)
    {
        var (payload, header) = (Payload(user, nonce), Header());
        using var stranger = new ProviderKeys();
        var token = (provider.Misbehaves is WrongSignature or UnknownKid ? stranger : keys).Sign(header, payload, ProviderSimulator.ClientSecret);
        return token;
    }

    private JsonObject Header() => provider.Misbehaves switch
    {
        AlgNone => new() { ["alg"] = "none", ["typ"] = "JWT" },
        SymmetricByClientSecret => new() { ["alg"] = "HS256", ["typ"] = "JWT" },
        UnknownKid => new() { ["alg"] = provider.Algorithm, ["typ"] = "JWT", ["kid"] = "nobody's" },
        AccessTokenType => new() { ["alg"] = provider.Algorithm, ["typ"] = "at+jwt", ["kid"] = keys.Kid(provider.Algorithm) },
        _ => new() { ["alg"] = provider.Algorithm, ["typ"] = "JWT", ["kid"] = keys.Kid(provider.Algorithm) },
    };

    private JsonObject Payload(ProviderUser user, string nonce)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var payload = new JsonObject { ["iss"] = provider.Issuer, ["aud"] = ProviderSimulator.ClientId, ["sub"] = user.Subject, ["nonce"] = nonce, ["iat"] = now, ["exp"] = now + 300 };
        if (!provider.ThinTokens)
        {
            payload["name"] = user.Name;
            if (user.Email is not null) payload["email"] = user.Email;
            if (user.EmailVerified is { } verified) payload["email_verified"] = verified;
        }
        if (user.AuthenticatedAt is { } at) payload["auth_time"] = at.ToUnixTimeSeconds();
        if (user.Methods.Count > 0) payload["amr"] = new JsonArray([.. user.Methods.Select(m => JsonValue.Create(m))]);
        Spoil(payload, now);
        return payload;
    }

    private void Spoil(JsonObject payload, long now)
    {
        switch (provider.Misbehaves)
        {
            case WrongNonce: payload["nonce"] = "another"; break;
            case NoNonce: payload.Remove("nonce"); break;
            case WrongIssuer: payload["iss"] = $"{provider.Issuer}/"; break;
            case WrongAudience: payload["aud"] = "another"; break;
            case ManyAudiences: payload["aud"] = new JsonArray(ProviderSimulator.ClientId, "another"); break;
            case WrongParty: payload["azp"] = "another"; break;
            case Expired: payload["exp"] = now - 120; break;
            case NoExpiry: payload.Remove("exp"); break;
            case NotYet: payload["nbf"] = now + 600; break;
            case NoSubject: payload.Remove("sub"); break;
            default: break;
        }
    }
}
