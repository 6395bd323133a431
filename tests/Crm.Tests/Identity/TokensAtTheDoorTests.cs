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

    [Fact]
    public async Task There_is_one_active_key_and_its_private_half_is_sealed()
    {
        await using var control = await host.AdministratorAsync();
        var key = await control.QuerySingleAsync<(string Kid, string Box)>("select kid, sealed_private from identity.signing_keys where state = 'active'");
        new JsonWebToken(own.Company.Owner.AccessToken).Kid.ShouldBe(key.Kid);
        Should.Throw<FormatException>(() => Convert.FromBase64String(key.Box));
        host.Services.GetRequiredService<Secrets>().Open(SigningKey.Purpose, key.Box).ShouldStartWith("M");
    }
}
