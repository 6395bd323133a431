using Crm.Identity.Tokens;
using Crm.Tests.Security;
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
        foreach (var claim in (string[])["sub", "sid", "tid", "role", "iat", "jti", "amr", "auth_time"]) jwt.TryGetPayloadValue<object>(claim, out _).ShouldBeTrue(claim);
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
    public async Task A_forged_token_is_refused(string how) => (await VerifyAsync(new Forger(Sign(), Ours.Public, Ours.Private).Make(how))).IsValid.ShouldBeFalse();

    public static TheoryData<string> Forgeries { get; } = [.. Forger.Ways];

    [Fact]
    public async Task The_forgers_tool_makes_a_valid_token_when_it_changes_nothing() =>
        (await VerifyAsync(new Forger(Sign(), Ours.Public, Ours.Private).Signed())).IsValid.ShouldBeTrue();

    private string Sign() => new AccessToken(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "member", ["pwd"], clock.GetUtcNow())
        .Sign(SigningKey.CredentialsFrom(Ours.Public.Kid, Ours.Private), clock.GetUtcNow());

    private Task<TokenValidationResult> VerifyAsync(string token)
    {
        var rules = AccessToken.Rules(clock);
        rules.IssuerSigningKeys = [new SigningKey(Ours.Public.Kid, "active", Ours.Public, "").Verifier()];
        return new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, rules);
    }
}
