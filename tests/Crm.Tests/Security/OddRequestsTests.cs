using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Security;

/// <summary>What an attack on the running product found; each is refused, and none breaks anything.</summary>
public sealed class OddRequestsTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Boss => own.Company.Owner;

    [Theory]
    [InlineData("slug", "www\n")]
    [InlineData("currency", "USD\n")]
    [InlineData("email", "a b@c.example")]
    [InlineData("email", "<a@b.example>")]
    [InlineData("email", "a@b.example,c@d.example")]
    public async Task A_signup_with_a_value_that_only_looks_right_is_422(string member, string value)
    {
        var body = new JsonObject { ["organization"] = "Odd", ["slug"] = $"odd-{Guid.CreateVersion7():n}"[..30], ["fullName"] = "Odd", ["email"] = "odd@odd.example", ["password"] = Company.Password, ["currency"] = "EUR" };
        body[member] = value;
        using var client = host.Client();
        var answer = await client.PostAsJsonAsync("/api/v1/signups", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_line_feed_after_a_key_or_a_country_is_no_part_of_it()
    {
        (await Boss.PostAsync("/api/v1/contact-stages", new { key = "foo\n", label = "Foo", category = "open" })).ShouldFail(422, "validation.failed", "/key");
        (await Boss.PostAsync("/api/v1/contacts", new { firstName = "X", address = new { country = "DE\n" } })).ShouldFail(422, "validation.failed", "/address/country");
        (await Boss.PatchAsync("/api/v1/me", new { locale = "en\n" })).ShouldFail(422, "validation.failed", "/locale");
    }

    [Theory]
    [InlineData("""{"lastName":"a","lastName":"b"}""", 400, "request.malformed")]
    [InlineData("""{"address":{"city":"a","city":"b"}}""", 400, "request.malformed")]
    [InlineData("""{"nonsense":null}""", 422, "request.unknownMember")]
    [InlineData("""{"address":{"nonsense":null}}""", 422, "request.unknownMember")]
    public async Task A_patch_is_read_as_strictly_as_a_post(string body, int status, string code)
    {
        var contact = (await Boss.PostAsync("/api/v1/contacts", new { firstName = "P", address = new { city = "Berlin" } })).ShouldBe(HttpStatusCode.Created).Id;
        await ShouldFailAsync(HttpMethod.Patch, $"/api/v1/contacts/{contact}", new StringContent(body, Encoding.UTF8, "application/merge-patch+json"), status, code);
    }

    [Theory]
    [InlineData("application/json; charset=xxx")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json, text/plain")]
    public async Task A_body_that_is_not_one_type_in_utf8_is_415(string type)
    {
        foreach (var (method, path) in new[] { (HttpMethod.Post, "/api/v1/contacts"), (HttpMethod.Patch, "/api/v1/me"), (HttpMethod.Post, "/api/v1/auth/login"), (HttpMethod.Post, "/api/v1/auth/logout") })
        {
            var content = new ByteArrayContent("{}"u8.ToArray());
            content.Headers.TryAddWithoutValidation("Content-Type", type).ShouldBeTrue();
            await ShouldFailAsync(method, path, content, 415, "request.unsupportedMediaType");
        }
        var packed = new StringContent("{}", Encoding.UTF8, "application/json");
        packed.Headers.ContentEncoding.Add("gzip");
        await ShouldFailAsync(HttpMethod.Post, "/api/v1/contacts", packed, 415, "request.unsupportedMediaType");
    }

    [Fact]
    public async Task A_user_agent_is_never_cut_through_a_character()
    {
        using var client = host.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", new string('a', 299) + "😀").ShouldBeTrue();
        (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = Boss.Email, password = Company.Password })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_counts_for_every_spelling_of_its_path()
    {
        var first = (await Boss.CallAsync(HttpMethod.Post, "/api/v1/contacts", new { firstName = "Once" }, key: "spelling")).ShouldBe(HttpStatusCode.Created);
        var second = (await Boss.CallAsync(HttpMethod.Post, "/api/v1/Contacts", new { firstName = "Once" }, key: "spelling")).ShouldBe(HttpStatusCode.Created);
        (second.Replayed, second.Id).ShouldBe((true, first.Id));
    }

    [Fact]
    public async Task A_patch_that_changes_nothing_keeps_the_entity_tag()
    {
        var contact = $"/api/v1/contacts/{(await Boss.PostAsync("/api/v1/contacts", new { firstName = "Same" })).Id}";
        foreach (var path in new[] { contact, "/api/v1/me" })
            (await Boss.PatchAsync(path, new { })).ShouldBe(HttpStatusCode.OK).ETag.ShouldBe((await Boss.GetAsync(path)).ETag, path);
    }

    private async Task ShouldFailAsync(HttpMethod method, string path, HttpContent content, int status, string code)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await Boss.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode, (string?)JsonNode.Parse(text)!["code"]).ShouldBe((status, code), $"{method} {path}: {text}");
    }
}
