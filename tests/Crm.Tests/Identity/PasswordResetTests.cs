using System.Net;
using System.Text.RegularExpressions;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class PasswordResetTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private const string New = "a wholly new passphrase";
    private readonly HttpClient client = host.Client();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Sets_a_new_password_ends_every_session_and_does_not_sign_in()
    {
        var member = await own.Company.JoinAsync("member");
        var done = await CompleteAsync(await LinkAsync(member.Email), New);

        (done.Status, done.Text).ShouldBe((HttpStatusCode.NoContent, ""));
        (await client.RefreshAsync(member.RefreshToken)).Code.ShouldBe("auth.unauthenticated");
        (await client.LogInAsync(member.Email, Company.Password)).Code.ShouldBe("auth.invalidCredentials");
        (await client.LogInAsync(member.Email, New)).Status.ShouldBe(HttpStatusCode.OK);
        (await host.Mail.NewestAsync(member.Email, "was just changed")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_link_works_once()
    {
        var token = await LinkAsync((await own.Company.JoinAsync("member")).Email);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CompleteAsync(token, New)));
        answers.Count(a => a.Status == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Where(a => a.Status != HttpStatusCode.NoContent).ShouldAllBe(a => a.Code == "auth.resetTokenInvalid");
    }

    [Fact]
    public async Task A_newer_link_makes_an_older_one_void()
    {
        var email = (await own.Company.JoinAsync("member")).Email;
        var first = await LinkAsync(email);
        await client.PostAsync("/api/v1/auth/password-resets", new { email });
        var second = first;
        for (var look = 0; second == first && look < 100; look++)
        {
            await Task.Delay(100);
            second = await host.Mail.TokenAsync(email, "/reset-password");
        }
        (await CompleteAsync(first, New)).Code.ShouldBe("auth.resetTokenInvalid");
        (await CompleteAsync(second, New)).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_link_is_not_built_from_the_host_header()
    {
        var email = (await own.Company.JoinAsync("member")).Email;
        await client.PostAsync("/api/v1/auth/password-resets", new { email }, null, ("Host", "evil.example"));
        var mail = await host.Mail.NewestAsync(email, "/reset-password");
        mail.ShouldNotContain("evil.example");
        mail.ShouldContain($"{host.Settings.WebUrl}reset-password?token=");
    }

    [Fact]
    public async Task Asking_tells_nothing()
    {
        var known = await client.PostAsync("/api/v1/auth/password-resets", new { email = own.Company.Owner.Email });
        var unknown = await client.PostAsync("/api/v1/auth/password-resets", new { email = "stranger@nowhere.example" });
        (known.Status, known.Text).ShouldBe((HttpStatusCode.Accepted, ""));
        (unknown.Status, unknown.Text).ShouldBe((HttpStatusCode.Accepted, ""));
    }

    [Theory]
    [InlineData("short", "password.tooShort")]
    [InlineData("Password123!", "password.tooCommon")]
    public async Task A_weak_password_is_refused_and_the_link_stays_good(string password, string code)
    {
        var token = await LinkAsync((await own.Company.JoinAsync("member")).Email);
        var refused = await CompleteAsync(token, password);
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        ((string?)refused.Json["errors"]![0]!["pointer"], (string?)refused.Json["errors"]![0]!["code"]).ShouldBe(("/password", code));
        (await CompleteAsync(token, New)).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    private async Task<string> LinkAsync(string email)
    {
        await client.PostAsync("/api/v1/auth/password-resets", new { email });
        return Regex.Match(await host.Mail.NewestAsync(email, "/reset-password"), "token=([A-Za-z0-9_-]+)").Groups[1].Value;
    }

    private Task<Answer> CompleteAsync(string token, string password) => client.PostAsync("/api/v1/auth/password-resets/completion", new { token, password });
}
