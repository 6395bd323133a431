using System.Security.Cryptography;
using System.Text;
using Crm.Identity.Tokens;
using Crm.Tests.Support;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public class AccessTokenTests
{
    private static readonly (JwkView Public, string Private) Ours = SigningKey.Generate();
    private readonly FakeClock clock = new();

    [Fact]
    public async Task Ours_is_accepted_and_says_what_it_should()
    {
        var token = Sign();
        var result = await VerifyAsync(token);
        result.IsValid.ShouldBeTrue();
        var jwt = new JsonWebToken(token);
        (jwt.Typ, jwt.Alg, jwt.Kid, jwt.Issuer, jwt.Audiences.Single()).ShouldBe(("at+jwt", "ES256", Ours.Public.Kid, "crm", "crm-api"));
        (jwt.ValidTo - clock.GetUtcNow().UtcDateTime).ShouldBe(TimeSpan.FromMinutes(10));
        foreach (var claim in (string[])["sub", "sid", "tid", "role", "ver", "iat", "jti", "amr", "auth_time"]) jwt.TryGetPayloadValue<object>(claim, out _).ShouldBeTrue(claim);
    }

    [Fact]
    public async Task It_expires_after_ten_minutes_and_the_skew()
    {
        var token = Sign();
        clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(29));
        (await VerifyAsync(token)).IsValid.ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(2));
        (await VerifyAsync(token)).IsValid.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_token_is_refused(string how)
    {
        var (header, payload) = Parts(Sign());
        var forged = how switch
        {
            "alg none" => $"{Header(header, "\"ES256\"", "\"none\"")}.{payload}.",
            "alg none with a signature" => $"{Header(header, "\"ES256\"", "\"none\"")}.{payload}.{Sign().Split('.')[2]}",
            "HS256 with the public key" => Hmac($"{Header(header, "\"ES256\"", "\"HS256\"")}.{payload}"),
            "unknown kid" => Header(header, Ours.Public.Kid, "another") is var other ? EcSign($"{other}.{payload}", Ours.Private) : "",
            "no kid, another's key" => EcSign($"{Header(header, $",\"kid\":\"{Ours.Public.Kid}\"", "")}.{payload}", SigningKey.Generate().Private),
            "our kid, another's key" => EcSign($"{header}.{payload}", SigningKey.Generate().Private),
            "jwk in the header" => Embedded(header, payload),
            "jku in the header" => EcSign($"{Header(header, "\"typ\"", "\"jku\":\"https://evil.example/jwks\",\"typ\"")}.{payload}", SigningKey.Generate().Private),
            "typ JWT" => EcSign($"{Header(header, "at+jwt", "JWT")}.{payload}", Ours.Private),
            "another issuer" => EcSign($"{header}.{Header(payload, "\"crm\"", "\"mrc\"")}", Ours.Private),
            "another audience" => EcSign($"{header}.{Header(payload, "crm-api", "crm-platform")}", Ours.Private),
            "another role, old signature" => $"{header}.{Header(payload, "member", "owner")}.{Sign().Split('.')[2]}",
            "no expiry" => EcSign($"{header}.{Header(payload, "\"exp\"", "\"pxe\"")}", Ours.Private),
            _ => throw new ArgumentOutOfRangeException(nameof(how)),
        };
        (await VerifyAsync(forged)).IsValid.ShouldBeFalse();
    }

    public static TheoryData<string> Forgeries { get; } =
    [
        "alg none", "alg none with a signature", "HS256 with the public key", "unknown kid", "no kid, another's key", "our kid, another's key", "jwk in the header",
        "jku in the header", "typ JWT", "another issuer", "another audience", "another role, old signature", "no expiry",
    ];

    [Fact]
    public async Task The_forgers_tool_makes_a_valid_token_when_it_changes_nothing()
    {
        var (header, payload) = Parts(Sign());
        (await VerifyAsync(EcSign($"{header}.{payload}", Ours.Private))).IsValid.ShouldBeTrue();
    }

    private string Sign() => new AccessToken(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "member", 1, ["pwd"], clock.GetUtcNow())
        .Sign(SigningKey.CredentialsFrom(Ours.Public.Kid, Ours.Private), clock.GetUtcNow());

    private Task<TokenValidationResult> VerifyAsync(string token)
    {
        var rules = AccessToken.Rules(clock);
        rules.IssuerSigningKeys = [new SigningKey(Ours.Public.Kid, "active", Ours.Public, "").Verifier()];
        return new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, rules);
    }

    private static (string Header, string Payload) Parts(string token) => (token.Split('.')[0], token.Split('.')[1]);

    private static string Header(string part, string was, string becomes)
    {
        var text = Base64UrlEncoder.Decode(part);
        text.ShouldContain(was);
        return Base64UrlEncoder.Encode(text.Replace(was, becomes));
    }

    private static string EcSign(string input, string privateKey)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(privateKey), out _);
        return $"{input}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}";
    }

    private static string Hmac(string input)
    {
        var publicKey = Encoding.ASCII.GetBytes(System.Text.Json.JsonSerializer.Serialize(Ours.Public));
        return $"{input}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(publicKey, Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Embedded(string header, string payload)
    {
        var (jwk, privateKey) = SigningKey.Generate();
        var own = $"\"jwk\":{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{jwk.X}\",\"y\":\"{jwk.Y}\"}},\"typ\"";
        return EcSign($"{Header(header, "\"typ\"", own)}.{payload}", privateKey);
    }
}
