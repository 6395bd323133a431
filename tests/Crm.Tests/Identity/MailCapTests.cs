using System.Net;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>Nobody's mailbox is filled by strangers, and nobody's way back in is used up by them.</summary>
public sealed class MailCapTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private readonly HttpClient client = host.Client();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Links_for_a_forgotten_password_go_out_three_times_then_each_five_minutes_and_every_answer_is_the_same()
    {
        var member = await own.Company.JoinAsync("member");
        for (var i = 0; i < 6; i++)
        {
            var answer = await client.PostAsync("/api/v1/auth/password-resets", new { email = member.Email });
            (answer.Status, answer.Text).ShouldBe((HttpStatusCode.Accepted, ""));
            await SettleAsync(member.Email, Math.Min(i + 1, 3));
        }
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync("update identity.password_resets set created_at = created_at - interval '6 minutes' where account_id = @AccountId", new { member.AccountId });
        await client.PostAsync("/api/v1/auth/password-resets", new { email = member.Email });
        await SettleAsync(member.Email, 4);
        var newest = await host.Mail.TokenAsync(member.Email, "/reset-password");
        (await client.PostAsync("/api/v1/auth/password-resets/completion", new { token = newest, password = "a wholly new passphrase" })).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_locked_account_can_be_opened_by_a_new_password()
    {
        var member = await own.Company.JoinAsync("member");
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync("update identity.accounts set failed_logins = 20, locked_until = now() + interval '15 minutes' where id = @AccountId", new { member.AccountId });
        (await client.LogInAsync(member.Email, Company.Password)).Code.ShouldBe("auth.invalidCredentials");
        await client.PostAsync("/api/v1/auth/password-resets", new { email = member.Email });
        var token = await host.Mail.TokenAsync(member.Email, "/reset-password");
        (await client.PostAsync("/api/v1/auth/password-resets/completion", new { token, password = "a wholly new passphrase" })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.LogInAsync(member.Email, "a wholly new passphrase")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Signups_that_nobody_confirms_are_written_about_three_times_an_hour()
    {
        var email = $"victim-{Guid.CreateVersion7():n}@mailbox.example";
        for (var i = 0; i < 5; i++)
        {
            var slug = $"v{Guid.CreateVersion7().ToString("n")[^12..]}";
            var answer = await client.PostAsync("/api/v1/signups", new { organization = slug, slug, fullName = "Vic Tim", email, password = Company.Password });
            answer.Status.ShouldBe(HttpStatusCode.Accepted);
            answer.Json.AsObject().Select(m => m.Key).ShouldBe(["id", "status", "slug"]);
        }
        await SettleAsync(email, 3);
    }

    [Fact]
    public async Task Links_lead_to_the_web_application_whatever_host_the_request_names()
    {
        var (guest, founder, slug) = ($"guest-{Guid.CreateVersion7():n}@mailbox.example", $"founder-{Guid.CreateVersion7():n}@mailbox.example", $"h{Guid.CreateVersion7().ToString("n")[^12..]}");
        await client.PostAsync("/api/v1/invitations", new { email = guest, role = "member" }, own.Company.Owner.AccessToken, ("Host", "evil.example"));
        await client.PostAsync("/api/v1/signups", new { organization = slug, slug, fullName = "Fay Founder", email = founder, password = Company.Password }, null, ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"));
        foreach (var (address, page) in new[] { (guest, "accept-invitation"), (founder, "verify") })
        {
            var mail = await host.Mail.NewestAsync(address, page);
            mail.ShouldNotContain("evil.example");
            mail.ShouldContain($"{host.Settings.WebUrl}{page}?");
        }
    }

    /// <summary>That many mails and, a while later, no more.</summary>
    private async Task SettleAsync(string email, int mails)
    {
        int Count() => Directory.Exists(Path.Combine(host.Settings.Local, "mail")) ? Directory.EnumerateFiles(Path.Combine(host.Settings.Local, "mail"), $"*{email}*.eml").Count() : 0;
        await Eventually.HoldsAsync(() => Task.FromResult(Count() >= mails), TimeSpan.FromSeconds(20), $"{mails} mails to {email}");
        await Task.Delay(500);
        Count().ShouldBe(mails);
    }
}
