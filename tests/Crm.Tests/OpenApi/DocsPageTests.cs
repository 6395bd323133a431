using System.Net;
using System.Text.RegularExpressions;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.OpenApi;

public partial class DocsPageTests(CrmHost host)
{
    [Fact]
    public async Task It_works_without_any_other_server()
    {
        using var client = host.Client();
        var moved = await client.GetAsync("/docs", TestContext.Current.CancellationToken);
        moved.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        moved.Headers.Location!.ToString().ShouldEndWith("?url=/openapi/v1.json");

        var page = await client.GetAsync(moved.Headers.Location, TestContext.Current.CancellationToken);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self' 'unsafe-inline'");

        var parts = Part().Matches(html).Select(match => match.Groups[1].Value).ToList();
        parts.Count.ShouldBeGreaterThan(4);
        foreach (var part in parts)
        {
            part.ShouldNotContain("//");
            (await client.GetAsync(new Uri($"/docs/{part}", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK, part);
        }
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Part();
}
