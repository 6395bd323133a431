using System.Net;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class RefreshSessionTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private static readonly (string, string) ByCookie = ("X-Crm-Session", "cookie");
    private readonly HttpClient client = host.Client();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task A_token_is_exchanged_for_its_heir()
    {
        var first = await LogInAsync();
        var second = await client.RefreshAsync(first["refreshToken"]);

        second.Status.ShouldBe(HttpStatusCode.OK);
        second["refreshToken"].ShouldNotBe(first["refreshToken"]);
        ((string?)second.Json["tenant"]!["slug"]).ShouldBe(own.Company.Slug);
        (await client.GetAsync("/api/v1/me", second["accessToken"])).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_direct_parent_that_comes_again_at_once_gets_the_same_heir()
    {
        var first = await LogInAsync();
        var heir = (await client.RefreshAsync(first["refreshToken"]))["refreshToken"];
        (await client.RefreshAsync(first["refreshToken"]))["refreshToken"].ShouldBe(heir);
        (await client.RefreshAsync(heir)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_hundred_at_once_leave_one_live_family()
    {
        var token = (await LogInAsync())["refreshToken"];
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.RefreshAsync(token)));

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        foreach (var answer in answers) (await client.GetAsync("/api/v1/me", answer["accessToken"])).Status.ShouldBe(HttpStatusCode.OK);
        var heir = answers.Select(a => a["refreshToken"]).Distinct().ShouldHaveSingleItem();
        (await client.RefreshAsync(heir)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_older_token_ends_the_family_and_its_owner_is_told()
    {
        var first = await LogInAsync();
        var second = await client.RefreshAsync(first["refreshToken"]);
        var third = await client.RefreshAsync(second["refreshToken"]);

        (await client.RefreshAsync(first["refreshToken"])).Code.ShouldBe("auth.refreshReused");
        (await client.RefreshAsync(third["refreshToken"])).Code.ShouldBe("auth.refreshReused");
        await ShouldEndAsync(third["accessToken"]);
        (await host.Mail.NewestAsync(own.Company.Owner.Email, "continued twice")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_parent_that_comes_too_late_ends_the_family()
    {
        var first = await LogInAsync();
        var heir = (await client.RefreshAsync(first["refreshToken"]))["refreshToken"];
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync("update identity.refresh_tokens set used_at = used_at - interval '11 seconds' where hash = @hash",
            new { hash = Crm.Identity.Tokens.OpaqueToken.Hash(first["refreshToken"]) });

        (await client.RefreshAsync(first["refreshToken"])).Code.ShouldBe("auth.refreshReused");
        (await client.RefreshAsync(heir)).Code.ShouldBe("auth.refreshReused");
    }

    [Fact]
    public async Task Two_tabs_that_race_both_go_on_and_their_next_race_too()
    {
        var token = (await LogInAsync())["refreshToken"];
        for (var round = 0; round < 3; round++)
        {
            var tabs = await Task.WhenAll(client.RefreshAsync(token), client.RefreshAsync(token));
            tabs.ShouldAllBe(tab => tab.Status == HttpStatusCode.OK);
            token = tabs.Select(tab => tab["refreshToken"]).Distinct().ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task A_session_that_rested_too_long_is_over()
    {
        var token = (await LogInAsync())["refreshToken"];
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync(
            "update identity.sessions set last_used_at = last_used_at - interval '14 days' where id = (select session_id from identity.refresh_tokens where hash = @hash)",
            new { hash = Crm.Identity.Tokens.OpaqueToken.Hash(token) });
        (await client.RefreshAsync(token)).Code.ShouldBe("auth.unauthenticated");
    }

    [Fact]
    public async Task Nonsense_and_nothing_are_refused()
    {
        (await client.RefreshAsync("nonsense")).Code.ShouldBe("auth.unauthenticated");
        (await client.PostAsync("/api/v1/auth/refresh")).Code.ShouldBe("auth.unauthenticated");
    }

    [Fact]
    public async Task A_browser_keeps_the_token_where_scripts_cannot_read_it()
    {
        var login = await client.PostAsync("/api/v1/auth/login", new { email = own.Company.Owner.Email, password = Company.Password }, null, ByCookie);
        login.Json["refreshToken"].ShouldBeNull();
        var cookie = login.Message.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        foreach (var attribute in (string[])["httponly", "samesite=strict", "path=/api/v1/auth"]) cookie.ShouldContain(attribute);
        var pair = cookie.Split(';')[0];

        (await client.PostAsync("/api/v1/auth/refresh", null, null, ("Cookie", pair))).Code.ShouldBe("auth.unauthenticated");
        var refreshed = await client.PostAsync("/api/v1/auth/refresh", null, null, ("Cookie", pair), ByCookie);
        refreshed.Status.ShouldBe(HttpStatusCode.OK);
        refreshed.Json["refreshToken"].ShouldBeNull();
        refreshed.Message.Headers.GetValues("Set-Cookie").Single().ShouldNotContain(pair);
    }

    [Fact]
    public async Task Behind_a_proxy_the_cookie_travels_encrypted_only()
    {
        var login = await client.PostAsync("/api/v1/auth/login", new { email = own.Company.Owner.Email, password = Company.Password }, null, ByCookie, ("Host", "crm.example.com"));
        var cookie = login.Message.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith("__Secure-crm_refresh=");
        cookie.ShouldContain("; secure");
        (await client.PostAsync("/api/v1/auth/refresh", null, null, ("Cookie", cookie.Split(';')[0]), ByCookie, ("Host", "crm.example.com"))).Status.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync("/api/v1/auth/refresh", null, null, ("Cookie", cookie.Split(';')[0].Replace("__Secure-", "")), ByCookie, ("Host", "crm.example.com"))).Code.ShouldBe("auth.unauthenticated");
    }

    private Task<Answer> LogInAsync() => client.LogInAsync(own.Company.Owner.Email, Company.Password);

    private async Task ShouldEndAsync(string accessToken)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            if ((await client.GetAsync("/api/v1/me", accessToken)).Status == HttpStatusCode.Unauthorized) return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new ShouldAssertException("The access token outlived its session by five seconds.");
    }
}
