using System.Net;
using System.Security.Cryptography;
using System.Text;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>What AccessTokenTests proves of the rules, proved of the running host.</summary>
public sealed class TokensAtTheDoorTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private readonly HttpClient client = host.Client();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task The_published_key_verifies_a_token_and_nothing_private_is_published()
    {
        var answer = await client.GetAsync("/.well-known/jwks.json", token: null);
        answer.Text.ShouldNotContain("\"d\"");
        var rules = AccessToken.Rules(TimeProvider.System);
        rules.IssuerSigningKeys = new JsonWebKeySet(answer.Text).GetSigningKeys();
        (await new JsonWebTokenHandler().ValidateTokenAsync(own.Company.Owner.AccessToken, rules)).IsValid.ShouldBeTrue();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256 with the public key")]
    [InlineData("a key of one's own under our kid")]
    [InlineData("a changed role")]
    [InlineData("expired")]
    [InlineData("not a token")]
    public async Task A_forgery_is_refused(string how)
    {
        var token = await ForgeAsync(how);
        var answer = await client.GetAsync("/api/v1/me", token);
        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.Unauthorized, "auth.unauthenticated"));
        answer.Message.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
    }

    [Fact]
    public async Task There_is_one_active_key_and_its_private_half_is_sealed()
    {
        await using var control = await host.AdministratorAsync();
        var key = await control.QuerySingleAsync<(string Kid, string Box)>("select kid, sealed_private from identity.signing_keys where state = 'active'");
        new JsonWebToken(own.Company.Owner.AccessToken).Kid.ShouldBe(key.Kid);
        Should.Throw<FormatException>(() => Convert.FromBase64String(key.Box));
        host.Services.GetRequiredService<Secrets>().Open(SigningKey.Purpose, key.Box).ShouldStartWith("M");
    }

    private async Task<string> ForgeAsync(string how)
    {
        var parts = own.Company.Owner.AccessToken.Split('.');
        var keys = host.Services.GetRequiredService<SigningKeys>();
        var ours = await keys.ActiveAsync(TestContext.Current.CancellationToken);
        var claims = new AccessToken(own.Company.Owner.AccountId, Guid.CreateVersion7(), own.Company.Id, "owner", 1, ["pwd"], DateTimeOffset.UnixEpoch);
        return how switch
        {
            "none" => $"{Swap(parts[0], "ES256", "none")}.{parts[1]}.",
            "HS256 with the public key" => await SignedWithPublicKeyAsync($"{Swap(parts[0], "ES256", "HS256")}.{parts[1]}"),
            "a key of one's own under our kid" => claims.Sign(SigningKey.CredentialsFrom(ours.Key.KeyId, SigningKey.Generate().Private), TimeProvider.System.GetUtcNow()),
            "a changed role" => $"{parts[0]}.{Swap(parts[1], "owner", "admin")}.{parts[2]}",
            "expired" => claims.Sign(ours, TimeProvider.System.GetUtcNow().AddMinutes(-11)),
            _ => "not.a.token",
        };
    }

    private async Task<string> SignedWithPublicKeyAsync(string input)
    {
        var jwk = (await client.GetAsync("/.well-known/jwks.json", token: null)).Json["keys"]![0]!.ToJsonString();
        return $"{input}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(jwk), Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Swap(string part, string was, string becomes) => Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(part).Replace(was, becomes));
}
