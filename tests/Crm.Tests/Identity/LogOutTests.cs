using System.Net;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class LogOutTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private readonly HttpClient client = host.Client();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Ends_the_session_and_no_other()
    {
        var (one, other) = (await LogInAsync(), await LogInAsync());
        (await client.PostAsync("/api/v1/auth/logout", token: one["accessToken"])).Status.ShouldBe(HttpStatusCode.NoContent);

        (await client.GetAsync("/api/v1/me", one["accessToken"])).Code.ShouldBe("auth.unauthenticated");
        (await client.RefreshAsync(one["refreshToken"])).Code.ShouldBe("auth.unauthenticated");
        (await client.GetAsync("/api/v1/me", other["accessToken"])).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Works_with_the_refresh_token_alone_and_twice()
    {
        var login = await LogInAsync();
        for (var i = 0; i < 2; i++)
            (await client.PostAsync("/api/v1/auth/logout", new { refreshToken = login["refreshToken"] })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.RefreshAsync(login["refreshToken"])).Code.ShouldBe("auth.unauthenticated");
    }

    [Fact]
    public async Task Without_any_token_is_refused() => (await client.PostAsync("/api/v1/auth/logout")).Code.ShouldBe("auth.unauthenticated");

    [Fact]
    public async Task A_session_that_another_node_ends_is_over_here_within_five_seconds()
    {
        var login = await LogInAsync();
        (await client.GetAsync("/api/v1/me", login["accessToken"])).Status.ShouldBe(HttpStatusCode.OK);
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync(
            "update identity.sessions set revoked_at = now(), revoked_reason = 'logout' where id = (select session_id from identity.refresh_tokens where hash = @hash)",
            new { hash = Crm.Identity.Tokens.OpaqueToken.Hash(login["refreshToken"]) });

        for (var attempt = 0; attempt < 50; attempt++)
        {
            if ((await client.GetAsync("/api/v1/me", login["accessToken"])).Status == HttpStatusCode.Unauthorized) return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new ShouldAssertException("The session was still good after five seconds.");
    }

    private Task<Answer> LogInAsync() => client.LogInAsync(own.Company.Owner.Email, Company.Password);
}
