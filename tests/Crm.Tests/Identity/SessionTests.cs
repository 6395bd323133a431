using System.Net;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>What people and administrators do with sessions, and what a proof given again does to one.</summary>
public sealed class SessionTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private static readonly (string, string) ByCookie = ("X-Crm-Session", "cookie");
    private readonly HttpClient client = host.Client();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task A_person_sees_their_sessions_and_ends_one_or_all_others()
    {
        var member = await own.Company.JoinAsync("member");
        var (second, third) = (await client.LogInAsync(member.Email, Company.Password), await client.LogInAsync(member.Email, Company.Password));
        var listed = (await member.GetAsync("/api/v1/me/sessions")).Data;
        listed.Count.ShouldBe(3);

        var ended = (await Answer.OfAsync(client, HttpMethod.Delete, $"/api/v1/me/sessions/{SessionOf(second)}", null, member.AccessToken)).Status;
        ended.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync("/api/v1/me", second["accessToken"])).Code.ShouldBe("auth.unauthenticated");
        (await member.DeleteAsync("/api/v1/me/sessions")).ShouldBe(HttpStatusCode.NoContent);
        (await client.RefreshAsync(third["refreshToken"])).Code.ShouldBe("auth.unauthenticated");
        (await client.RefreshAsync(member.RefreshToken)).Status.ShouldBe(HttpStatusCode.OK);
        (await own.Company.Owner.DeleteAsync($"/api/v1/me/sessions/{SessionOf(third)}")).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task An_administrator_ends_a_members_sessions()
    {
        var member = await own.Company.JoinAsync("member");
        (await own.Company.Owner.DeleteAsync($"/api/v1/members/{member.AccountId}/sessions")).ShouldBe(HttpStatusCode.NoContent);
        (await client.RefreshAsync(member.RefreshToken)).Code.ShouldBe("auth.unauthenticated");
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, async () => (await client.GetAsync("/api/v1/me", member.AccessToken)).Status, TimeSpan.FromSeconds(5), "the access token dies with its session");
    }

    [Fact]
    public async Task A_proof_given_again_takes_the_place_of_the_refresh_token_and_a_wrong_one_counts()
    {
        var member = await own.Company.JoinAsync("member");
        (await client.PostAsync("/api/v1/auth/step-up", new { password = "not the password" }, member.AccessToken)).Code.ShouldBe("auth.stepUpRefused");
        var proved = await client.PostAsync("/api/v1/auth/step-up", new { password = Company.Password }, member.AccessToken);
        proved.Status.ShouldBe(HttpStatusCode.OK, proved.Text);
        (await client.RefreshAsync(proved["refreshToken"])).Status.ShouldBe(HttpStatusCode.OK);
        (await client.RefreshAsync(member.RefreshToken)).Code.ShouldBe("auth.refreshReused");
        await using var control = await host.AdministratorAsync();
        (await control.ExecuteScalarAsync<int>("select failed_logins from identity.accounts where id = @AccountId", new { member.AccountId })).ShouldBe(1);
    }

    [Fact]
    public async Task A_new_password_asks_for_the_old_one_and_ends_the_other_sessions()
    {
        var member = await own.Company.JoinAsync("member");
        var other = await client.LogInAsync(member.Email, Company.Password);
        (await member.PutAsync("/api/v1/me/password", new { currentPassword = "not the password", newPassword = "a wholly new passphrase" })).ShouldFail(422, "password.wrong", "/currentPassword");
        (await member.PutAsync("/api/v1/me/password", new { currentPassword = Company.Password, newPassword = $"{own.Company.Slug}1" })).ShouldFail(422, "validation.failed", "/newPassword");
        (await member.PutAsync("/api/v1/me/password", new { currentPassword = Company.Password, newPassword = "a wholly new passphrase" })).ShouldBe(HttpStatusCode.NoContent);
        (await client.RefreshAsync(other["refreshToken"])).Code.ShouldBe("auth.unauthenticated");
        (await client.RefreshAsync(member.RefreshToken)).Status.ShouldBe(HttpStatusCode.OK);
        (await host.Mail.NewestAsync(member.Email, "was just changed")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Another_site_cannot_use_the_cookie()
    {
        var login = await client.PostAsync("/api/v1/auth/login", new { email = own.Company.Owner.Email, password = Company.Password }, null, ByCookie);
        var pair = login.Message.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        foreach (var path in (string[])["refresh", "logout"])
            (await client.PostAsync($"/api/v1/auth/{path}", null, null, ("Cookie", pair), ("Origin", "https://evil.example"))).Code.ShouldBe("auth.unauthenticated", "a form sets no header");
        var asked = await Answer.OfAsync(client, HttpMethod.Options, "/api/v1/auth/refresh", null, null,
            ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "x-crm-session"));
        asked.Message.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        (await client.PostAsync("/api/v1/auth/refresh", null, null, ("Cookie", pair), ByCookie)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static string SessionOf(Answer login) => new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(login["accessToken"]).GetPayloadValue<string>("sid");
}
