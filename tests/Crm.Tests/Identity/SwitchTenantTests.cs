using System.Net;
using Crm.Contracts.Identity;
using Crm.Kernel.Control;
using Crm.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class SwitchTenantTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private readonly HttpClient client = host.Client();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Moves_the_session_and_the_next_login_remembers()
    {
        var (person, second) = await InTwoCompaniesAsync();
        var login = await client.LogInAsync(person, Company.Password, own.Company.Slug);
        login.Json["tenants"]!.AsArray().Count.ShouldBe(2);

        var moved = await client.PostAsync("/api/v1/auth/switch-tenant", new { tenant = second.Slug }, login["accessToken"]);

        moved.Status.ShouldBe(HttpStatusCode.OK);
        ((string?)(await client.GetAsync("/api/v1/me", moved["accessToken"])).Json["membership"]!["tenant"]!["slug"]).ShouldBe(second.Slug);
        ((string?)(await client.RefreshAsync(moved["refreshToken"])).Json["tenant"]!["slug"]).ShouldBe(second.Slug);
        ((string?)(await client.LogInAsync(person, Company.Password)).Json["tenant"]!["slug"]).ShouldBe(second.Slug);
    }

    [Fact]
    public async Task A_company_one_does_not_belong_to_is_not_there()
    {
        var stranger = await host.SignUpAsync();
        foreach (var tenant in (string[])[stranger.Slug, stranger.Id.ToString(), "nowhere"])
        {
            var answer = await client.PostAsync("/api/v1/auth/switch-tenant", new { tenant }, own.Company.Owner.AccessToken);
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.NotFound, "auth.notMember"));
        }
    }

    [Fact]
    public async Task A_suspended_company_can_be_left()
    {
        var (person, second) = await InTwoCompaniesAsync();
        var login = await client.LogInAsync(person, Company.Password, second.Slug);
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync("update catalog.tenants set state = 'suspended' where id = @Id", new { second.Id });
        for (var attempt = 0; attempt < 50 && (await client.GetAsync("/api/v1/me", login["accessToken"])).Status == HttpStatusCode.OK; attempt++)
            await Task.Delay(100, TestContext.Current.CancellationToken);

        (await client.GetAsync("/api/v1/me", login["accessToken"])).Code.ShouldBe("tenant.suspended");
        (await client.PostAsync("/api/v1/auth/switch-tenant", new { tenant = own.Company.Slug }, login["accessToken"])).Status.ShouldBe(HttpStatusCode.OK);
        ((string?)(await client.LogInAsync(person, Company.Password)).Json["tenant"]!["slug"]).ShouldBe(own.Company.Slug);
        (await client.LogInAsync(person, Company.Password, second.Slug)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<(string Email, Company Second)> InTwoCompaniesAsync()
    {
        var second = await host.SignUpAsync();
        var person = await own.Company.JoinAsync("member");
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IAccounts>().JoinAsync(person.AccountId, second.Id, "member", TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<ControlSession>().CommitAsync(TestContext.Current.CancellationToken);
        return (person.Email, second);
    }
}
