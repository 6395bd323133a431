using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Crm.Host.Limits;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

public sealed partial class LimitsAreToldAndKept : IDisposable
{
    private readonly ManualTime clock = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RequestBudgets budgets;

    public LimitsAreToldAndKept() => budgets = new(
        SettingsAreChecked.Read() with { Limits = new() { Signups = 2, Logins = 3, Codes = 5, Refreshes = 6, Links = 7, Invitations = 8, PerToken = 4, PerTenant = 6 } }, clock, services.GetRequiredService<IMeterFactory>());

    [Fact]
    public void A_stranger_is_counted_by_address()
    {
        Send(Request("192.0.2.1")).ShouldBe(("\"address\";r=3;t=60", "\"address\";q=4;w=60"));
        Send(Request("192.0.2.2")).ShouldBe(("\"address\";r=3;t=60", "\"address\";q=4;w=60"));
        clock.Move(TimeSpan.FromSeconds(17.5));
        Send(Request("192.0.2.1")).ShouldBe(("\"address\";r=2;t=43", "\"address\";q=4;w=60"));
    }

    [Fact]
    public void A_caller_is_counted_by_token_and_tenant()
    {
        Send(Request(session: "s1", tenant: "t1")).ShouldBe(("\"token\";r=3;t=60, \"tenant\";r=5;t=60", "\"token\";q=4;w=60, \"tenant\";q=6;w=60"));
        Send(Request(session: "s2", tenant: "t1")).Left.ShouldBe("\"token\";r=3;t=60, \"tenant\";r=4;t=60");
    }

    [Theory]
    [InlineData(RateLimitPolicy.Signups, 2)]
    [InlineData(RateLimitPolicy.Logins, 3)]
    [InlineData(RateLimitPolicy.Codes, 5)]
    [InlineData(RateLimitPolicy.Refreshes, 6)]
    [InlineData(RateLimitPolicy.Links, 7)]
    [InlineData(RateLimitPolicy.Invitations, 8)]
    public void An_endpoint_with_a_policy_counts_the_address_even_of_a_caller(string policy, int limit)
    {
        for (var i = 0; i < limit; i++) Send(Request(session: $"s{i}", tenant: "t", policy: policy));
        Refused(Request(session: "other", tenant: "t", policy: policy));
        Send(Request()).Policy.ShouldStartWith("\"address\"");
    }

    [Fact]
    public void What_is_too_much_is_told_how_long_to_wait_and_admitted_then()
    {
        for (var i = 0; i < 4; i++) Send(Request());
        clock.Move(TimeSpan.FromSeconds(50));
        var http = Request();
        Refused(http).RetryAfter.ShouldBe(10);
        Told(http).Left.ShouldBe("\"address\";r=0;t=10");
        clock.Move(TimeSpan.FromSeconds(10));
        Send(Request()).Left.ShouldBe("\"address\";r=3;t=60");
    }

    [Fact]
    public void A_tenant_is_limited_over_all_its_sessions()
    {
        for (var i = 0; i < 6; i++) Send(Request(session: $"s{i}", tenant: "busy"));
        Refused(Request(session: "one more", tenant: "busy")).Detail!.ShouldContain("\"tenant\"");
        Send(Request(session: "s", tenant: "quiet"));
    }

    [Fact]
    public void An_answer_before_the_count_tells_without_taking()
    {
        Told(Request()).Left.ShouldBe("\"address\";r=4;t=60");
        Told(Request()).Left.ShouldBe("\"address\";r=4;t=60");
    }

    [Fact]
    public void The_headers_are_structured_fields()
    {
        var (left, policy) = Send(Request(session: "s", tenant: "t"));
        left.Split(", ").ShouldAllBe(item => Left().IsMatch(item));
        policy.Split(", ").ShouldAllBe(item => Policy().IsMatch(item));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    public void An_address_is_one_client(string one, string other, bool same) =>
        (ClientAddress.Of(Request(one)) == ClientAddress.Of(Request(other))).ShouldBe(same);

    [Fact]
    public void Many_at_once_get_no_more_than_the_limit()
    {
        var admitted = 0;
        Parallel.For(0, 100, _ =>
        {
            try
            {
                budgets.Take(Request());
                Interlocked.Increment(ref admitted);
            }
            catch (ProblemException refused)
            {
                refused.Type.ShouldBe(KernelProblems.TooManyRequests);
            }
        });
        admitted.ShouldBe(4);
    }

    public void Dispose()
    {
        budgets.Dispose();
        services.Dispose();
    }

    private (string Left, string Policy) Send(HttpContext http)
    {
        budgets.Take(http);
        return Told(http);
    }

    private (string Left, string Policy) Told(HttpContext http)
    {
        budgets.Tell(http);
        return (http.Response.Headers["RateLimit"].ToString(), http.Response.Headers["RateLimit-Policy"].ToString());
    }

    private ProblemException Refused(HttpContext http)
    {
        var refused = Should.Throw<ProblemException>(() => budgets.Take(http));
        refused.Type.ShouldBe(KernelProblems.TooManyRequests);
        return refused;
    }

    private static DefaultHttpContext Request(string address = "192.0.2.1", string? session = null, string? tenant = null, string? policy = null)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (session is not null) http.User = new(new ClaimsIdentity([new("sid", session), new("tid", tenant!)], "test"));
        if (policy is not null) http.SetEndpoint(new(null, new(new RateLimitPolicy(policy)), policy));
        return http;
    }

    [GeneratedRegex("^\"[a-z]+\";r=[0-9]+;t=[0-9]+$")]
    private static partial Regex Left();

    [GeneratedRegex("^\"[a-z]+\";q=[0-9]+;w=[0-9]+$")]
    private static partial Regex Policy();
}
