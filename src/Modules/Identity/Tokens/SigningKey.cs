using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Crm.Identity.Tokens;

/// <summary>A public key as the key set publishes it (RFC 7517).</summary>
internal sealed record JwkView(string Kty, string Use, string Alg, string Kid, string Crv, string X, string Y);

/// <summary>One ES256 key pair: <c>next</c> is published, <c>active</c> signs, <c>retired</c> is published until its last token has expired.</summary>
internal sealed record SigningKey(string Kid, string State, JwkView Public, string SealedPrivate)
{
    public const string Algorithm = SecurityAlgorithms.EcdsaSha256;
    public const string Purpose = "identity.signing-key";

    /// <summary>A new pair; the private half is handed out to be sealed.</summary>
    public static (JwkView Public, string Private) Generate()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = pair.ExportParameters(false).Q;
        var kid = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(12));
        return (new("EC", "sig", Algorithm, kid, "P-256", Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y)), Convert.ToBase64String(pair.ExportPkcs8PrivateKey()));
    }

    public static SigningCredentials CredentialsFrom(string kid, string privateKey)
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(Convert.FromBase64String(privateKey), out _);
        return new(new ECDsaSecurityKey(pair) { KeyId = kid }, Algorithm);
    }

    public SecurityKey Verifier() => new ECDsaSecurityKey(ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new() { X = Base64UrlEncoder.DecodeBytes(Public.X), Y = Base64UrlEncoder.DecodeBytes(Public.Y) },
    }))
    { KeyId = Kid };

    public static JwkView Parse(string json) => JsonSerializer.Deserialize<JwkView>(json, JsonSerializerOptions.Web)!;
}
