using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Host;
using Crm.Kernel.Problems;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Security;

/// <summary>However a request fails, wherever it is sent, the answer has one shape.</summary>
public class FailuresAreProblemsTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>
{
    private static Belongings? belongings;
    private HttpClient Http => own.Company.Owner.Http;

    [Fact]
    public async Task What_is_no_json_is_400_everywhere() => await EveryBodyAsync("{", "application/json", HttpStatusCode.BadRequest, "request.malformed");

    [Fact]
    public async Task A_member_nobody_knows_is_422_everywhere() =>
        await EveryBodyAsync("""{"noSuchMember":1}""", "application/json", HttpStatusCode.UnprocessableEntity, "request.unknownMember");

    [Fact]
    public async Task Another_media_type_is_415_everywhere() => await EveryBodyAsync("<a/>", "application/xml", HttpStatusCode.UnsupportedMediaType, "request.unsupportedMediaType");

    [Fact]
    public async Task A_method_the_resource_does_not_know_is_405_and_the_known_ones_are_named()
    {
        var routes = Route.All(host);
        foreach (var path in routes.GroupBy(r => r.Path))
        {
            using var answer = await Http.SendAsync(new(HttpMethod.Trace, path.First().With("none")));
            await ShouldBeAsync(answer, HttpStatusCode.MethodNotAllowed, "request.methodNotAllowed", path.Key);
            answer.Content.Headers.Allow.Order().ShouldBe(routes.Where(r => r.Covers(path.First().With("none"))).Select(r => r.Method).Distinct().Order(), path.Key);
        }
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1/contacts/not-an-id")]
    [InlineData("/api/v1/contacts/00000000-0000-0000-0000-000000000000")]
    [InlineData("/api/v1/contacts/")]
    [InlineData("/api/v2/contacts")]
    [InlineData("/api/v1/contacts/%2e%2e/me/x")]
    public async Task What_is_not_there_is_404(string path)
    {
        using var answer = await Http.GetAsync(path);
        await ShouldBeAsync(answer, HttpStatusCode.NotFound, "request.notFound", path);
    }

    [Fact]
    public async Task Without_a_token_it_is_401_wherever_one_is_needed()
    {
        foreach (var route in Route.All(host).Where(r => !r.Anonymous))
        {
            using var answer = await host.Client().SendAsync(new(new(route.Method), route.With("none")));
            await ShouldBeAsync(answer, HttpStatusCode.Unauthorized, "auth.unauthenticated", route.ToString());
        }
    }

    [Fact]
    public async Task Logging_out_as_nobody_is_401()
    {
        using var answer = await host.Client().PostAsync("/api/v1/auth/logout", null);
        await ShouldBeAsync(answer, HttpStatusCode.Unauthorized, "auth.unauthenticated", "logout without token, body or cookie");
    }

    [Fact]
    public async Task HEAD_answers_what_GET_does_without_a_body()
    {
        var known = await BelongingsAsync();
        foreach (var route in Route.All(host).Where(r => r.Method == "GET" && !r.Path.EndsWith("/events", StringComparison.Ordinal)))
            foreach (var id in (string[])[.. known.In(route.Collection), "none"])
            {
                using var get = await Http.GetAsync(route.With(id));
                using var head = await Http.SendAsync(new(HttpMethod.Head, route.With(id)));
                (head.StatusCode, head.Content.Headers.ContentType, head.Headers.ETag).ShouldBe((get.StatusCode, get.Content.Headers.ContentType, get.Headers.ETag), route.With(id));
                (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
            }
    }

    [Fact]
    public async Task Every_problem_there_is_has_a_page_in_the_catalogue_under_its_type()
    {
        var declared = Modules.Assemblies.SelectMany(a => a.GetTypes()).SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(ProblemType)).Select(f => (ProblemType)f.GetValue(null)!).ToList();
        declared.Count.ShouldBeGreaterThan(30);
        declared.GroupBy(p => p.Code).Where(same => same.Count() > 1).ShouldBeEmpty();
        foreach (var problem in declared)
        {
            using var page = await host.Client().GetAsync($"/problems/{problem.Code}");
            page.StatusCode.ShouldBe(HttpStatusCode.OK, problem.Code);
            (await page.Content.ReadAsStringAsync()).ShouldContain(WebUtility.HtmlEncode(problem.Title));
        }
    }

    [Fact]
    public async Task A_problem_nobody_declared_has_no_page()
    {
        using var page = await host.Client().GetAsync("/problems/no.such");
        await ShouldBeAsync(page, HttpStatusCode.NotFound, "request.notFound", "/problems/no.such");
    }

    private async Task EveryBodyAsync(string body, string media, HttpStatusCode status, string code)
    {
        var samples = await Samples.OfAsync(host);
        foreach (var (route, id) in await BodiedAsync())
        {
            using var request = samples.Request(route, id, null);
            request.Content = new StringContent(body, Encoding.UTF8, media);
            using var client = route.Anonymous ? host.Client() : null;
            using var answer = await (client ?? Http).SendAsync(request);
            await ShouldBeAsync(answer, status, code, $"{route} {body[..Math.Min(60, body.Length)]}");
        }
    }

    /// <summary>Every endpoint that takes a body, and an id that it would find.</summary>
    private async Task<List<(Route Route, string Id)>> BodiedAsync()
    {
        var (samples, known) = (await Samples.OfAsync(host), await BelongingsAsync());
        var bodied = Route.All(host).Where(samples.TakesBody).Select(r => (r, known.In(r.Collection) is [var id, ..] ? id : Guid.CreateVersion7().ToString())).ToList();
        bodied.Count.ShouldBeGreaterThan(8);
        return bodied;
    }

    private async Task<Belongings> BelongingsAsync() => belongings ??= await Belongings.MakeAsync(own.Company, await Samples.OfAsync(host), Route.All(host));

    private static async Task ShouldBeAsync(HttpResponseMessage answer, HttpStatusCode status, string code, string about)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, $"{about}: {text}");
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", about);
        var problem = JsonNode.Parse(text)!;
        ((string?)problem["code"], (int?)problem["status"]).ShouldBe((code, (int)status), about);
        ((string?)problem["type"])!.ShouldEndWith($"/problems/{code}");
        ((string?)problem["traceId"]).ShouldNotBeNullOrEmpty();
        ((string?)problem["title"]).ShouldNotBeNullOrEmpty();
    }
}
