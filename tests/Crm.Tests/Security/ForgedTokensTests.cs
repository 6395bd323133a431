using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Crm.Identity.Tokens;
using Crm.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Xunit;

namespace Crm.Tests.Security;

/// <summary>Every endpoint that asks for a token, offered each kind of forgery.</summary>
public class ForgedTokensTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>
{
    public static TheoryData<string> Ways { get; } = [.. Forger.Ways];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_forgery_opens_nothing(string way)
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        var forged = (await ForgerAsync($"http://{elsewhere.LocalEndpoint}/jwks")).Make(way);
        List<string> wrong = [];
        foreach (var route in Route.All(host).Where(r => !r.Anonymous))
        {
            using var answer = await SendAsync(route, forged);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode != HttpStatusCode.Unauthorized || (string?)JsonNode.Parse(text)!["code"] != "auth.unauthenticated") wrong.Add($"{route} answers {text}");
            if (!answer.Headers.WwwAuthenticate.ToString().StartsWith("Bearer", StringComparison.Ordinal)) wrong.Add($"{route} does not say what it wants");
        }
        wrong.ShouldBeEmpty();
        elsewhere.Pending().ShouldBeFalse("somebody fetched the forger's keys");
    }

    [Fact]
    public async Task What_the_forger_makes_without_changing_anything_is_let_in()
    {
        using var answer = await SendAsync(new("GET", "/api/v1/me", false), (await ForgerAsync("")).Signed());
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> SendAsync(Route route, string token)
    {
        using var client = host.Client();
        using var request = new HttpRequestMessage(new(route.Method), route.With(Guid.CreateVersion7().ToString()));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.SendAsync(request);
    }

    private async Task<Forger> ForgerAsync(string elsewhere)
    {
        var key = (ECDsaSecurityKey)(await host.Services.GetRequiredService<SigningKeys>().ActiveAsync(TestContext.Current.CancellationToken)).Key;
        var keys = JsonNode.Parse(await host.Client().GetStringAsync("/.well-known/jwks.json"))!["keys"]!.AsArray();
        var published = SigningKey.Parse(keys.Single(k => (string?)k!["kid"] == key.KeyId)!.ToJsonString());
        return new(own.Company.Owner.AccessToken, published, Convert.ToBase64String(key.ECDsa.ExportPkcs8PrivateKey())) { Elsewhere = elsewhere };
    }
}
