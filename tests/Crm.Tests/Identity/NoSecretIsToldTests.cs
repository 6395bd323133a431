using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Alba;
using Crm.Host;
using Crm.Identity.Mfa;
using Crm.Tests.Operations;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

/// <summary>A host that logs and traces all there is, through the life of an account: none of its secrets is told.</summary>
public sealed class NoSecretIsToldTests(CrmHost host)
{
    private readonly List<string> secrets = [];

    [Fact]
    public async Task Neither_logs_nor_traces_tell_a_secret()
    {
        using var log = new SmallHost.Lines();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = spans.Enqueue };
        ActivitySource.AddActivityListener(listener);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["Logging:LogLevel:Default"] = "Trace";
        Program.Add(builder, host.Settings, HostMode.Serve);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddFilter<SmallHost.Lines>(_ => true).AddProvider(log);
        await using var node = await AlbaHost.For(builder, app => Program.Use(app, host.Settings));
        using var client = node.Server.CreateClient();

        await LiveAsync(client, await (await host.SignUpAsync()).JoinAsync("admin"));

        log.All.ShouldContain(line => line.Contains("/api/v1/auth/login"), "the log was not read");
        spans.ShouldNotBeEmpty();
        var told = log.All.Concat(spans.SelectMany(Words)).ToList();
        secrets.Count.ShouldBeGreaterThan(12);
        foreach (var secret in secrets) told.FirstOrDefault(line => line.Contains(secret)).ShouldBeNull($"{secret} is told");
    }

    private async Task LiveAsync(HttpClient client, Person person)
    {
        const string next = "canary passphrase, the new one";
        secrets.AddRange([Company.Password, "canary wrong password", next]);
        await client.LogInAsync(person.Email, "canary wrong password");
        var login = await client.LogInAsync(person.Email, Company.Password);
        var token = Kept(login, "accessToken");
        Kept(login, "refreshToken");
        token = Kept(await client.RefreshAsync(login["refreshToken"]), "accessToken");
        Kept(await client.PostAsync("/api/v1/auth/step-up", new { password = Company.Password }, token), "refreshToken");

        (await client.PostAsync("/api/v1/me/email-changes", new { email = $"moved-{person.Email}" }, token)).Status.ShouldBe(HttpStatusCode.Accepted);
        var confirm = await MailedAsync($"moved-{person.Email}", "/confirm-email");
        (await client.PostAsync("/api/v1/public/email-changes/confirmation", new { token = confirm })).Status.ShouldBe(HttpStatusCode.OK);
        await MailedAsync(person.Email, "/undo-email-change");
        Kept(await client.PostAsync("/api/v1/api-keys", new { name = "program", permissions = new[] { new { permission = "contacts.read" } } }, token), "key");
        (await client.PostAsync("/api/v1/invitations", new { email = $"guest-{person.Email}", role = "member" }, token)).Status.ShouldBe(HttpStatusCode.Created);
        await MailedAsync($"guest-{person.Email}", "/accept-invitation");

        var secret = Kept(await client.PostAsync("/api/v1/me/mfa/authenticator", null, token), "secret");
        var code = Totp.Code(FromBase32(secret), Totp.StepAt(DateTimeOffset.UtcNow));
        var confirmed = await client.PostAsync("/api/v1/me/mfa/authenticator/confirmation", new { code }, token);
        secrets.AddRange(confirmed.Json["recoveryCodes"]!.AsArray().Select(c => (string)c!));
        Kept(await client.LogInAsync($"moved-{person.Email}", Company.Password), "mfaToken");

        await client.PostAsync("/api/v1/auth/password-resets", new { email = $"moved-{person.Email}" });
        var reset = await MailedAsync($"moved-{person.Email}", "/reset-password");
        (await client.PostAsync("/api/v1/auth/password-resets/completion", new { token = reset, password = next })).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    private string Kept(Answer answer, string member)
    {
        ((int)answer.Status).ShouldBeLessThan(300, answer.Text);
        secrets.Add(answer[member]);
        return answer[member];
    }

    private async Task<string> MailedAsync(string address, string path)
    {
        var token = await host.Mail.TokenAsync(address, path);
        secrets.Add(token);
        return token;
    }

    private static IEnumerable<string> Words(Activity span) =>
        [span.DisplayName, .. span.TagObjects.Select(tag => $"{tag.Value}"), .. span.Events.SelectMany(e => e.Tags.Select(tag => $"{tag.Value}")), .. span.Baggage.Select(item => $"{item.Value}")];

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
