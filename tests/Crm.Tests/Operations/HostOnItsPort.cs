using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Tests.Security;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

/// <summary>What only a started host on a real port shows: limits that the web server keeps.</summary>
public sealed class HostOnItsPort(CrmHost host, HostProcess process) : IClassFixture<HostProcess>
{
    [Fact]
    public async Task A_body_beyond_measure_is_413_wherever_a_body_is_taken()
    {
        using var client = await process.EnterAsync();
        var (samples, wrong) = (await Samples.OfAsync(host), new List<string>());
        foreach (var route in Route.All(host).Where(r => samples.TakesBody(r) && (r.Anonymous || !r.IsPlatform)))
        {
            using var request = new HttpRequestMessage(new(route.Method), route.With(Guid.CreateVersion7().ToString()))
            {
                Content = new StringContent($$"""{"filler":"{{new string('x', 6 << 20)}}"}""", Encoding.UTF8, "application/json"),
                Headers = { ExpectContinue = true },
            };
            using var answer = await client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode != HttpStatusCode.RequestEntityTooLarge || (string?)JsonNode.Parse(text)!["code"] != "request.tooLarge") wrong.Add($"{route}: {(int)answer.StatusCode} {text}");
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_path_that_is_none_is_400_and_does_no_harm()
    {
        using var client = process.Client();
        (await client.GetAsync("/%00")).StatusCode.ShouldBe(HttpStatusCode.BadRequest); // from the web server, before there is a request to speak of
        (await client.GetAsync("/api/v1/limits")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/.well-known/jwks.json")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/api/v1/contacts")]
    [InlineData("/nowhere")]
    public async Task HEAD_is_GET_without_the_body(string path)
    {
        using var client = process.Client();
        using var get = await client.GetAsync(path);
        using var head = await client.SendAsync(new(HttpMethod.Head, path));
        head.StatusCode.ShouldBe(get.StatusCode);
        head.Headers.ETag.ShouldBe(get.Headers.ETag);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }
}
