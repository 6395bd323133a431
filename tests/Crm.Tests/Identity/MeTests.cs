using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class MeTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private readonly HttpClient client = host.Client();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Tells_who_one_is_and_what_one_may()
    {
        var me = await client.GetAsync("/api/v1/me", own.Company.Owner.AccessToken);

        me.Status.ShouldBe(HttpStatusCode.OK);
        ((Guid)me.Json["account"]!["id"]!, (string?)me.Json["membership"]!["tenant"]!["slug"], me["role"]).ShouldBe((own.Company.Owner.AccountId, own.Company.Slug, "owner"));
        me.Json["permissions"]!.AsArray().Select(p => (string)p!).ShouldContain("me.write");
        me.Json["entitlements"]!["features"]!.AsArray().ShouldBeEmpty();
        me.Message.Headers.ETag.ShouldNotBeNull();
        (await client.GetAsync("/api/v1/me", own.Company.Owner.AccessToken, ("If-None-Match", me.Message.Headers.ETag!.ToString()))).Status.ShouldBe(HttpStatusCode.OK, "a role may have changed since, which the profile's tag does not tell");
    }

    [Fact]
    public async Task Tells_since_when_one_is_a_member_and_the_present_role_whatever_the_client_kept()
    {
        var member = await own.Company.JoinAsync("member");
        var before = await client.GetAsync("/api/v1/me", member.AccessToken);
        var since = (DateTimeOffset)before.Json["membership"]!["since"]!;
        (await client.PatchAsync("/api/v1/me", new { jobTitle = "Baker" }, member.AccessToken)).Status.ShouldBe(HttpStatusCode.OK);
        var tag = (await client.GetAsync("/api/v1/me", member.AccessToken)).Message.Headers.ETag!.ToString();
        (await client.PatchAsync($"/api/v1/members/{member.AccountId}", new { role = "manager" }, own.Company.Owner.AccessToken)).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.EqualsAsync("manager", async () => (string?)(await client.GetAsync("/api/v1/me", member.AccessToken, ("If-None-Match", tag))).Json["role"], TimeSpan.FromSeconds(5), "the role of the token");
        ((DateTimeOffset)(await client.GetAsync("/api/v1/me", member.AccessToken)).Json["membership"]!["since"]!).ShouldBe(since);
    }

    [Fact]
    public async Task A_name_is_no_link_for_those_who_are_invited()
    {
        var named = await client.PatchAsync("/api/v1/me", new { fullName = "Reset at https://evil.example now" }, own.Company.Owner.AccessToken);
        (named.Status, named.Code).ShouldBe((HttpStatusCode.UnprocessableEntity, "validation.failed"));
    }

    [Fact]
    public async Task A_stranger_is_not_told()
    {
        var answer = await client.GetAsync("/api/v1/me", token: null);
        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.Unauthorized, "auth.unauthenticated"));
        answer.Message.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
    }

    [Fact]
    public async Task A_member_changes_the_profile_and_the_account_follows()
    {
        var member = await own.Company.JoinAsync("member");
        var changed = await client.PatchAsync("/api/v1/me", new { fullName = "Grace Hopper", timeZone = "America/New_York" }, member.AccessToken);
        changed.Status.ShouldBe(HttpStatusCode.OK);

        var me = await client.GetAsync("/api/v1/me", member.AccessToken);
        ((string?)me.Json["profile"]!["fullName"], (string?)me.Json["profile"]!["timeZone"], (string?)me.Json["account"]!["fullName"]).ShouldBe(("Grace Hopper", "America/New_York", "Grace Hopper"));
        me.Message.Headers.ETag.ShouldBe(changed.Message.Headers.ETag);
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if ((string?)(await client.LogInAsync(member.Email, Company.Password)).Json["account"]!["fullName"] == "Grace Hopper") return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new ShouldAssertException("The account kept its old name.");
    }

    [Fact]
    public async Task A_stale_change_is_refused()
    {
        var member = await own.Company.JoinAsync("member");
        var first = await client.PatchAsync("/api/v1/me", new { locale = "de" }, member.AccessToken);
        var second = await client.PatchAsync("/api/v1/me", new { locale = "fr" }, member.AccessToken, ("If-Match", first.Message.Headers.ETag!.ToString()));
        second.Status.ShouldBe(HttpStatusCode.OK);
        var stale = await client.PatchAsync("/api/v1/me", new { locale = "it" }, member.AccessToken, ("If-Match", first.Message.Headers.ETag!.ToString()));
        (stale.Status, stale.Code, stale["currentETag"]).ShouldBe((HttpStatusCode.PreconditionFailed, "request.stale", second.Message.Headers.ETag!.ToString()));
    }

    [Fact]
    public async Task What_was_said_about_oneself_and_how_to_show_things_is_kept_and_cleared_member_by_member()
    {
        var member = await own.Company.JoinAsync("member");
        ((string?)(await client.GetAsync("/api/v1/me", member.AccessToken)).Json["profile"]!["preferences"]!["theme"]).ShouldBe("system");
        var changed = await client.PatchAsync("/api/v1/me", System.Text.Json.Nodes.JsonNode.Parse("""
            {"jobTitle":"Rear Admiral","phone":"+12024561111","signature":"Grace\n<b>Navy</b>","preferences":{"theme":"dark","dateFormat":"yearFirst","timeFormat":"hours24","firstDayOfWeek":"monday","numberFormat":"de-CH","notifications":{"email":false}}}
            """)!, member.AccessToken);
        changed.Status.ShouldBe(HttpStatusCode.OK, changed.Text);
        (await client.PatchAsync("/api/v1/me", System.Text.Json.Nodes.JsonNode.Parse("""{"phone":null,"preferences":{"dateFormat":null}}""")!, member.AccessToken)).Status.ShouldBe(HttpStatusCode.OK);

        var profile = (await client.GetAsync("/api/v1/me", member.AccessToken)).Json["profile"]!;
        ((string?)profile["jobTitle"], profile["phone"], (string?)profile["signature"]).ShouldBe(("Rear Admiral", null, "Grace\n<b>Navy</b>"));
        profile["preferences"]!.ToJsonString().ShouldBe("""{"theme":"dark","dateFormat":"system","timeFormat":"hours24","firstDayOfWeek":"monday","numberFormat":"de-CH","notifications":{"email":false}}""");
    }

    [Theory]
    [InlineData("""{"timeZone":"Mars/Olympus"}""", "timeZone.unknown", "/timeZone")]
    [InlineData("""{"timeZone":"localtime"}""", "timeZone.unknown", "/timeZone")]
    [InlineData("""{"timeZone":"posix/Europe/Berlin"}""", "timeZone.unknown", "/timeZone")]
    [InlineData("""{"timeZone":"right/Europe/Berlin"}""", "timeZone.unknown", "/timeZone")]
    [InlineData("""{"timeZone":"Europe/../Europe/Berlin"}""", "timeZone.unknown", "/timeZone")]
    [InlineData("""{"timeZone":"W. Europe Standard Time"}""", "timeZone.unknown", "/timeZone")]
    [InlineData("""{"phone":"030 123456"}""", "phone.malformed", "/phone")]
    [InlineData("""{"signature":"bell\u0007"}""", "text.control", "/signature")]
    [InlineData("""{"preferences":{"theme":"pink"}}""", "validation.failed", "/preferences/theme")]
    [InlineData("""{"preferences":{"colour":"pink"}}""", "request.unknownMember", "/preferences/colour")]
    [InlineData("""{"preferences":{"numberFormat":"swiss style"}}""", "locale.malformed", "/preferences/numberFormat")]
    [InlineData("""{"fullName":""}""", "validation.notEmpty", "/fullName")]
    [InlineData("""{"locale":"english please"}""", "locale.malformed", "/locale")]
    [InlineData("""{"role":"owner"}""", "request.unknownMember", "/role")]
    [InlineData("""{"email":"other@example.com"}""", "request.unknownMember", "/email")]
    public async Task What_breaks_rules_is_pointed_at(string patch, string code, string pointer)
    {
        var answer = await client.PatchAsync("/api/v1/me", System.Text.Json.Nodes.JsonNode.Parse(patch)!, own.Company.Owner.AccessToken);
        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        ((string?)answer.Json["errors"]![0]!["code"], (string?)answer.Json["errors"]![0]!["pointer"]).ShouldBe((code, pointer));
    }
}
