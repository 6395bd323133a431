using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Crm.Tests.Support.Sso;

/// <summary>A provider's pair of keys, elliptic or RSA, and what it signs with them.</summary>
public sealed class ProviderKeys : IDisposable
{
    private readonly ECDsa elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA rsa = RSA.Create(2048);
    private readonly string name = Guid.CreateVersion7().ToString("n");

    public void Dispose()
    {
        elliptic.Dispose();
        rsa.Dispose();
    }

    public IEnumerable<JsonObject> Published()
    {
        var (point, number) = (elliptic.ExportParameters(false), rsa.ExportParameters(false));
        yield return new() { ["kty"] = "EC", ["use"] = "sig", ["alg"] = "ES256", ["kid"] = Kid("ES256"), ["crv"] = "P-256", ["x"] = Base64UrlEncoder.Encode(point.Q.X), ["y"] = Base64UrlEncoder.Encode(point.Q.Y) };
        yield return new() { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = Kid("RS256"), ["n"] = Base64UrlEncoder.Encode(number.Modulus), ["e"] = Base64UrlEncoder.Encode(number.Exponent) };
    }

    public string Kid(string algorithm) => $"{algorithm}-{name}";

    public string Sign(JsonObject header, JsonObject payload, string secret)
    {
        var input = $"{Base64UrlEncoder.Encode(header.ToJsonString())}.{Base64UrlEncoder.Encode(payload.ToJsonString())}";
        var bytes = Encoding.ASCII.GetBytes(input);
        var signature = (string)header["alg"]! switch
        {
            "ES256" => elliptic.SignData(bytes, HashAlgorithmName.SHA256),
            "RS256" => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "HS256" => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), bytes),
            _ => [],
        };
        return $"{input}.{Base64UrlEncoder.Encode(signature)}";
    }
}
