using System.Net;
using System.Text.RegularExpressions;
using Crm.Identity.Accounts;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class LogInTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private readonly HttpClient client = host.Client();

    private Company Company => own.Company;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Answers_tokens_account_and_companies()
    {
        var answer = await client.LogInAsync(Company.Owner.Email, Company.Password);

        answer.Status.ShouldBe(HttpStatusCode.OK);
        (answer["tokenType"], (int)answer.Json["expiresIn"]!).ShouldBe(("Bearer", 600));
        ((string?)answer.Json["account"]!["email"], (string?)answer.Json["tenant"]!["slug"], (string?)answer.Json["tenant"]!["role"]).ShouldBe((Company.Owner.Email, Company.Slug, "owner"));
        answer.Json["tenants"]!.AsArray().Count.ShouldBe(1);
        answer.Message.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await client.GetAsync("/api/v1/me", answer["accessToken"])).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Takes_the_address_in_any_case_and_the_company_by_slug_or_id()
    {
        (await client.LogInAsync(Company.Owner.Email.ToUpperInvariant(), Company.Password, Company.Slug)).Status.ShouldBe(HttpStatusCode.OK);
        (await client.LogInAsync(Company.Owner.Email, Company.Password, Company.Id.ToString())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Says_the_same_to_a_stranger_a_wrong_password_a_wrong_company_and_an_unverified_account()
    {
        var other = await host.SignUpAsync();
        var unverified = await Company.JoinAsync("member");
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync("update identity.accounts set verified_at = null where id = @AccountId", new { unverified.AccountId });
        var answers = new[]
        {
            await client.LogInAsync("stranger@nowhere.example", Company.Password),
            await client.LogInAsync(other.Owner.Email, "not the password"),
            await client.LogInAsync(other.Owner.Email, Company.Password, Company.Slug),
            await client.LogInAsync(unverified.Email, Company.Password),
        };

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Unauthorized && a.Code == "auth.invalidCredentials");
        answers.Select(a => Regex.Replace(a.Text, "\"traceId\":\"[^\"]*\"", "")).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Locks_after_five_failures_and_says_nothing_of_it()
    {
        var member = await Company.JoinAsync("member");
        for (var i = 0; i < 8; i++) (await client.LogInAsync(member.Email, "not the password")).Code.ShouldBe("auth.invalidCredentials");
        await using var control = await host.AdministratorAsync();
        // A slow machine would let the first, short lock run out.
        await control.ExecuteAsync("update identity.accounts set locked_until = now() + interval '1 minute' where id = @AccountId and locked_until is not null", new { member.AccountId });
        (await client.LogInAsync(member.Email, Company.Password)).Code.ShouldBe("auth.invalidCredentials");

        var account = await control.QuerySingleAsync<Account>("select * from identity.accounts where id = @AccountId", new { member.AccountId });
        account.FailedLogins.ShouldBeGreaterThanOrEqualTo(5);
        await control.ExecuteAsync("update identity.accounts set locked_until = now() - interval '1 second' where id = @AccountId", new { member.AccountId });

        (await client.LogInAsync(member.Email, Company.Password)).Status.ShouldBe(HttpStatusCode.OK);
        (await control.ExecuteScalarAsync<int>("select failed_logins from identity.accounts where id = @AccountId", new { member.AccountId })).ShouldBe(0);
    }

    [Fact]
    public async Task Is_noted_in_the_change_log()
    {
        var member = await Company.JoinAsync("member");
        await client.LogInAsync(member.Email, "not the password");

        await using var control = await host.AdministratorAsync();
        var actions = await control.QueryAsync<(string Action, Guid? Tenant, string Actor)>(
            "select action, tenant_id, actor from kernel.changes where object = 'account' and object_id = @id order by id", new { id = member.AccountId.ToString() });
        actions.ShouldBe([("loggedIn", Company.Id, $"account:{member.AccountId}"), ("loginFailed", Company.Id, "anonymous")]);
    }

    [Fact]
    public async Task Refuses_what_is_not_a_login_with_a_pointer()
    {
        var answer = await client.PostAsync("/api/v1/auth/login", new { email = "", password = "x" });
        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        ((string?)answer.Json["errors"]![0]!["pointer"]).ShouldBe("/email");
        (await client.PostAsync("/api/v1/auth/login", new { email = "a", password = "x", role = "owner" })).Code.ShouldBe("request.unknownMember");
    }

    [Fact]
    public async Task Replaces_a_hash_of_lower_cost()
    {
        var member = await Company.JoinAsync("member");
        await using var control = await host.AdministratorAsync();
        using var weak = new Crm.Identity.Passwords.PasswordHasher(iterations: 1000);
        var old = await weak.HashAsync(Company.Password, TestContext.Current.CancellationToken);
        await control.ExecuteAsync("update identity.accounts set password_hash = @old where id = @AccountId", new { old, member.AccountId });

        (await client.LogInAsync(member.Email, Company.Password)).Status.ShouldBe(HttpStatusCode.OK);
        (await control.ExecuteScalarAsync<string>("select password_hash from identity.accounts where id = @AccountId", new { member.AccountId })).ShouldNotBeNull().ShouldContain("i=210000");
        (await client.LogInAsync(member.Email, Company.Password)).Status.ShouldBe(HttpStatusCode.OK);
    }
}
