using System.Net;
using Alba;
using Crm.Host;
using Crm.Identity.Passwords;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public sealed class BusyTests(CrmHost host)
{
    [Fact]
    public async Task A_login_that_finds_the_queue_full_is_told_when_to_come_again()
    {
        var builder = WebApplication.CreateSlimBuilder();
        Program.Add(builder, host.Settings, HostMode.Serve);
        builder.Services.AddSingleton(_ => new PasswordHasher(iterations: 2_000_000, waiting: 1));
        await using var node = await AlbaHost.For(builder, app => Program.Use(app, host.Settings));
        using var client = node.Server.CreateClient();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.LogInAsync("stranger@nowhere.example", Company.Password)));
        var refused = answers.Where(a => a.Status == HttpStatusCode.ServiceUnavailable).ToList();
        refused.ShouldNotBeEmpty();
        refused.ShouldAllBe(a => a.Code == "auth.busy" && a.Message.Headers.RetryAfter != null);
        answers.Except(refused).ShouldAllBe(a => a.Code == "auth.invalidCredentials");
    }
}
