using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Host;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

public class OperatorsSide(SmallHost host) : IClassFixture<SmallHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string One(HttpResponseMessage answer, string name) =>
        (answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? values : []).ShouldHaveSingleItem(name);

    [Fact]
    public async Task Metrics_are_on_the_management_port_and_nowhere_else()
    {
        await host.Api.GetAsync("/api/v1/things/1", Ct);
        var metrics = await host.Management.GetStringAsync("/metrics", Ct);
        metrics.ShouldContain("http_server_request_duration_seconds_count");
        metrics.ShouldContain("http_route=\"/api/v1/things/{id}\"");
        (await host.Api.GetAsync("/metrics", Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/api/v1/things/1")]
    [InlineData("/verify")]
    [InlineData("/")]
    public async Task The_management_port_does_not_serve_the_api_whatever_host_is_asked_for(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host.Settings.Url.Authority } };
        (await host.Management.SendAsync(request, Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var spoof = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Host = host.Settings.ManagementUrl.Authority } };
        (await host.Api.SendAsync(spoof, Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_node_without_its_database_lives_but_is_not_ready()
    {
        foreach (var client in new[] { host.Api, host.Management })
        {
            (await client.GetAsync("/health/live", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
            var began = Stopwatch.GetTimestamp();
            var ready = await client.GetAsync("/health/ready", Ct);
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(2.5));
            ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            ready.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            ready.Headers.RetryAfter.ShouldNotBeNull();
            var problem = await ready.Content.ReadFromJsonAsync<JsonElement>(Ct);
            problem.GetProperty("code").GetString().ShouldBe("server.notReady");
            problem.GetProperty("checks").GetProperty("controlDatabase").GetString().ShouldBe("does not answer");
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/things/1", 200, "no-cache, private")]
    [InlineData("POST", "/api/v1/things/1", 405, "no-store")]
    [InlineData("GET", "/api/v1/failures", 500, "no-store")]
    [InlineData("GET", "/nowhere", 404, "no-store")]
    [InlineData("GET", "/health/live", 200, "no-cache")]
    [InlineData("OPTIONS", "/api/v1/things/1", 204, "no-store")]
    public async Task Every_answer_carries_limits_and_the_headers_browsers_need(string method, string path, int status, string caching)
    {
        using var request = new HttpRequestMessage(new(method), path) { Headers = { { "Origin", "https://app.example" }, { "Access-Control-Request-Method", "GET" } } };
        var answer = await host.Api.SendAsync(request, Ct);

        ((int)answer.StatusCode).ShouldBe(status);
        One(answer, "RateLimit").ShouldStartWith("\"address\";r=");
        One(answer, "RateLimit-Policy").ShouldBe("\"address\";q=6000;w=60");
        One(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        One(answer, "Referrer-Policy").ShouldBe("no-referrer");
        One(answer, "Content-Security-Policy").ShouldContain("frame-ancestors 'none'");
        One(answer, "Cache-Control").ShouldBe(caching);
        One(answer, "Access-Control-Allow-Origin").ShouldBe("https://app.example");
        answer.Headers.Contains("Server").ShouldBeFalse();
        answer.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }

    [Fact]
    public async Task Only_named_origins_may_call_and_see_what_they_need()
    {
        var answer = await FromAsync("https://app.example");
        One(answer, "Access-Control-Allow-Credentials").ShouldBe("true");
        var shown = One(answer, "Access-Control-Expose-Headers");
        foreach (var name in new[] { "ETag", "Location", "Link", "RateLimit", "RateLimit-Policy", "Retry-After", "Idempotency-Replayed" }) shown.Split(',').ShouldContain(name);
        (await FromAsync("https://evil.example")).Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();

        async Task<HttpResponseMessage> FromAsync(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/things/1") { Headers = { { "Origin", origin } } };
            return await host.Api.SendAsync(request, Ct);
        }
    }

    [Fact]
    public async Task A_trusted_proxy_tells_who_the_client_is()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/client") { Headers = { { "X-Forwarded-For", "203.0.113.9" }, { "X-Forwarded-Proto", "https" } } };
        var answer = await host.Api.SendAsync(request, Ct);
        (await answer.Content.ReadAsStringAsync(Ct)).ShouldBe("https 203.0.113.9");
        One(answer, "Strict-Transport-Security").ShouldStartWith("max-age=");
    }

    [Fact]
    public async Task Signups_have_a_limit_of_their_own_for_each_address()
    {
        (await SignUpAsync("203.0.113.1")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        One(await SignUpAsync("203.0.113.1"), "RateLimit").ShouldStartWith("\"signups\";r=0;t=");
        var refused = await SignUpAsync("203.0.113.1");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        One(refused, "RateLimit-Policy").ShouldBe("\"signups\";q=2;w=60");
        (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString().ShouldBe("request.tooMany");
        (await SignUpAsync("203.0.113.2")).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        async Task<HttpResponseMessage> SignUpAsync(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/signups") { Headers = { { "X-Forwarded-For", address } } };
            return await host.Api.SendAsync(request, Ct);
        }
    }

    [Fact]
    public async Task Mailed_links_show_how_to_go_on_and_leave_no_token_in_the_log()
    {
        var (id, token) = (Guid.CreateVersion7(), "canary-Token_1234567890");
        var page = await host.Api.GetAsync($"/verify?signup={id}&token={token}", Ct);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var html = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Ct));
        html.ShouldContain($"curl -X POST {host.Settings.Url}api/v1/signups/{id}/verification -H 'Content-Type: application/json' -d '{{\"token\":\"{token}\"}}'");

        (await host.Api.GetStringAsync($"/reset-password?token={token}", Ct)).ShouldContain("auth/password-resets/completion");
        (await host.Api.GetStringAsync("/verify?signup=x", Ct)).ShouldContain("token is missing");
        (await host.Api.GetStringAsync("/verify?signup=x&token=%3Cscript%3E", Ct)).ShouldNotContain("<script");

        await host.Api.GetAsync($"/api/v1/failures?token={token}", Ct);
        host.Log.All.ShouldContain(line => line.Contains("GET /api/v1/failures answered 500"));
        host.Log.All.ShouldAllBe(line => !line.Contains("canary"));
    }

    [Fact]
    public void What_an_operator_can_mend_is_told_without_a_stack_trace()
    {
        StartGuard.Lines(new AggregateException(new StartRefusedException("one", "two"))).ShouldBe(["one", "two"]);
        StartGuard.Lines(new InvalidOperationException("a bug")).ShouldBeEmpty();
    }
}
