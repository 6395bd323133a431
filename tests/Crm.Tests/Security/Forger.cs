using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Identity.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace Crm.Tests.Security;

/// <summary>Makes of a real access token what must not pass for one.</summary>
internal sealed class Forger(string token, JwkView published, string privateKey)
{
    private static readonly (JwkView Public, string Private) Own = SigningKey.Generate();
    private static readonly Dictionary<string, Func<Forger, string>> Known = new()
    {
        ["alg none"] = f => f.Input(h => h["alg"] = "none") + ".",
        ["alg nOnE with a signature"] = f => f.Input(h => h["alg"] = "nOnE") + "." + f.Parts[2],
        ["no signature"] = f => $"{f.Parts[0]}.{f.Parts[1]}.",
        ["HS256 with the public key as JWK"] = f => Hmac(f.Input(h => h["alg"] = "HS256"), System.Text.Json.JsonSerializer.Serialize(f.Published)),
        ["HS256 with the public key as PEM"] = f => Hmac(f.Input(h => h["alg"] = "HS256"), f.Pem()),
        ["ES384 under our kid"] = f => f.Signed(h => h["alg"] = "ES384"),
        ["unknown kid"] = f => f.Signed(h => h["kid"] = "another"),
        ["kid that is a path"] = f => f.Signed(h => h["kid"] = "../../../dev/null"),
        ["no kid"] = f => f.Signed(h => h.Remove("kid"), key: Own.Private),
        ["another's key under our kid"] = f => f.Signed(key: Own.Private),
        ["jwk in the header"] = f => f.Signed(h => h["jwk"] = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Own.Public.X, ["y"] = Own.Public.Y }, key: Own.Private),
        ["jku in the header"] = f => f.Signed(h => (h["jku"], h["kid"]) = (f.Elsewhere, Own.Public.Kid), key: Own.Private),
        ["x5u in the header"] = f => f.Signed(h => (h["x5u"], h["kid"]) = (f.Elsewhere, Own.Public.Kid), key: Own.Private),
        ["typ JWT"] = f => f.Signed(h => h["typ"] = "JWT"),
        ["no typ"] = f => f.Signed(h => h.Remove("typ")),
        ["another issuer"] = f => f.Signed(payload: p => p["iss"] = "mrc"),
        ["another audience"] = f => f.Signed(payload: p => p["aud"] = "crm-platform"),
        ["no audience"] = f => f.Signed(payload: p => p.Remove("aud")),
        ["expired"] = f => f.Signed(payload: p => p["exp"] = (long)p["iat"]! - 60),
        ["no expiry"] = f => f.Signed(payload: p => p.Remove("exp")),
        ["not yet valid"] = f => f.Signed(payload: p => p["nbf"] = (long)p["exp"]! + 3600),
        ["another role under the old signature"] = f => f.Input(payload: p => p["role"] = "admin") + "." + f.Parts[2],
        ["another company under the old signature"] = f => f.Input(payload: p => p["tid"] = Guid.CreateVersion7().ToString()) + "." + f.Parts[2],
        ["not a token"] = _ => "not.a.token",
    };

    public static IEnumerable<string> Ways => Known.Keys;

    /// <summary>Where the forger keeps keys for whoever would fetch them.</summary>
    public string Elsewhere { get; init; } = "https://evil.example/jwks";

    private string[] Parts { get; } = token.Split('.');
    private JwkView Published => published;

    public string Make(string way) => Known[way](this);

    /// <summary>Decoded, changed, and signed with our own key: what nobody but us can make.</summary>
    public string Signed(Action<JsonObject>? header = null, Action<JsonObject>? payload = null, string? key = null)
    {
        using var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(Convert.FromBase64String(key ?? privateKey), out _);
        var input = Input(header, payload);
        return $"{input}.{Base64UrlEncoder.Encode(pair.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}";
    }

    private string Input(Action<JsonObject>? header = null, Action<JsonObject>? payload = null) => $"{Changed(Parts[0], header)}.{Changed(Parts[1], payload)}";

    private static string Changed(string part, Action<JsonObject>? change)
    {
        var json = JsonNode.Parse(Base64UrlEncoder.Decode(part))!.AsObject();
        change?.Invoke(json);
        return Base64UrlEncoder.Encode(json.ToJsonString());
    }

    private static string Hmac(string input, string secret) => $"{input}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(input)))}";

    private string Pem()
    {
        using var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(Convert.FromBase64String(privateKey), out _);
        return pair.ExportSubjectPublicKeyInfoPem();
    }
}
