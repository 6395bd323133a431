using Crm.Kernel.Problems;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Crm.Identity.Sso;

/// <summary>Reads ID tokens (OpenID Connect Core 3.1.3.7): signed by a key of the issuer with an algorithm of ours, for our client and this very login, and in time.</summary>
internal sealed class IdTokens(Providers providers, TimeProvider clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private static readonly JsonWebTokenHandler Reader = new() { MapInboundClaims = false };

    public async Task<ExternalPerson> ReadAsync(string text, SsoConnection connection, SsoAttempt attempt, SsoSecrets secrets, CancellationToken ct)
    {
        if (!Reader.CanReadToken(text)) throw Refused("malformed");
        var seen = Parsed(text);
        var provider = await providers.FindWithKeyAsync(connection.Issuer, seen.Kid, ct);
        var result = await Reader.ValidateTokenAsync(seen, Rules(provider, connection, seen));
        if (!result.IsValid) throw Refused(ReasonOf(result.Exception));

        var token = (JsonWebToken)result.SecurityToken;
        string? Claim(string name) => token.TryGetPayloadValue<string>(name, out var value) ? value : null;
        if (!secrets.IsNonce(Claim("nonce"))) throw Refused("nonce");
        if (Claim("azp") is var party && (party ?? (token.Audiences.Count() > 1 ? "" : connection.ClientId)) != connection.ClientId) throw Refused("azp");
        if (token.Subject is not { Length: > 0 and <= 255 } subject || subject.Any(char.IsControl)) throw Refused("sub");

        var now = clock.GetUtcNow();
        var authenticated = token.TryGetPayloadValue<long>("auth_time", out var seconds) && seconds is > 0 and < int.MaxValue * 2L ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.UnixEpoch;
        if (attempt.Reauthenticate && now - authenticated > Fresh) throw Refused("auth_time");
        var vouched = Claim("email_verified") is { } said && said.Equals("true", StringComparison.OrdinalIgnoreCase);
        var methods = token.Claims.Where(claim => claim.Type == "amr").Select(claim => claim.Value).ToList();
        return new(connection.Issuer, token.Subject, Claim("email"), vouched, ExternalPerson.NameOf(Claim), methods, authenticated < now ? authenticated : now);
    }

    private TokenValidationParameters Rules(OpenIdConnectConfiguration provider, SsoConnection connection, JsonWebToken seen) => new()
    {
        ValidAlgorithms = ProviderRules.Algorithms,
        ValidIssuer = connection.Issuer,
        ValidAudience = connection.ClientId,
        IssuerSigningKeys = provider.SigningKeys,
        TryAllIssuerSigningKeys = string.IsNullOrEmpty(seen.Kid),
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        TypeValidator = (type, _, _) => string.IsNullOrEmpty(type) || type.Equals("JWT", StringComparison.OrdinalIgnoreCase) ? type : throw new SecurityTokenInvalidTypeException(),
        LifetimeValidator = (notBefore, expires, _, _) => clock.GetUtcNow().UtcDateTime is var now && now < expires + Skew && !(notBefore > now + Skew),
    };

    private static JsonWebToken Parsed(string text)
    {
        try
        {
            return new(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            throw Refused("malformed");
        }
    }

    private static string ReasonOf(Exception failure) => failure switch
    {
        SecurityTokenInvalidIssuerException => "iss",
        SecurityTokenInvalidAudienceException => "aud",
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNoExpirationException => "exp",
        SecurityTokenInvalidTypeException => "typ",
        SecurityTokenSignatureKeyNotFoundException => "kid",
        SecurityTokenInvalidAlgorithmException => "alg",
        _ => "signature",
    };

    private static ProblemException Refused(string reason) => SsoProblems.TokenRefused.With(reason);
}
