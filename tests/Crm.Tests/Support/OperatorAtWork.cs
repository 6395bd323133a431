using System.Net;
using System.Net.Http.Headers;
using Crm.Identity.Mfa;
using Crm.Identity.Platform;
using Crm.Kernel.Control;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Support;

/// <summary>Somebody who runs the service, set up and logged in as the manual says.</summary>
public sealed class OperatorAtWork(CrmHost host, string email, string secret, Person person)
{
    public const string Password = "an operator's long password";

    public string Email => email;
    public Person Person => person;

    /// <summary>What the authenticator app shows in a while: each code works once.</summary>
    public string NextCode => Code(secret, 1);

    public static async Task<OperatorAtWork> HireAsync(CrmHost host)
    {
        var email = $"operator-{Guid.CreateVersion7():n}@crm.example";
        var stranger = new Person(default, email, "", "", host.Client());
        var token = await InviteAsync(host, email);
        var setup = (await stranger.PostAsync("/api/v1/platform/auth/setup", new { token, password = Password })).ShouldBe(HttpStatusCode.OK);
        var secret = setup.Text("secret")!;
        (await stranger.PostAsync("/api/v1/platform/auth/setup/confirmation", new { token, code = Code(secret, -1) })).ShouldBe(HttpStatusCode.NoContent);
        var login = (await stranger.PostAsync("/api/v1/platform/auth/login", new { email, password = Password, code = Code(secret, 0) })).ShouldBe(HttpStatusCode.OK);
        return new(host, email, secret, As(host, (Guid)login.Body["operator"]!["id"]!, email, login.Text("accessToken")!));
    }

    /// <summary>What <c>Crm.Host operators add</c> does.</summary>
    public static async Task<string> InviteAsync(CrmHost host, string email)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var token = await scope.ServiceProvider.GetRequiredService<OperatorBook>().InviteAsync(email, "Otto Operator", default);
        await scope.ServiceProvider.GetRequiredService<ControlSession>().CommitAsync();
        return token;
    }

    public Task<Answer> BeginAsync(Company company, Person member, string reason = "The import hangs, ticket 4711", int minutes = 30) =>
        person.PostAsync("/api/v1/platform/impersonations", new { tenant = company.Slug, account = member.Email, reason, minutes });

    /// <summary>Works in the company as the member.</summary>
    public async Task<(Guid Id, Person Guest)> VisitAsync(Company company, Person member)
    {
        var begun = (await BeginAsync(company, member)).ShouldBe(HttpStatusCode.Created);
        return ((Guid)begun.Body["impersonation"]!["id"]!, As(host, member.AccountId, member.Email, begun.Text("accessToken")!));
    }

    public static Person As(CrmHost host, Guid account, string email, string token)
    {
        var client = host.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new(account, email, token, "", client);
    }

    private static string Code(string base32, int later) => Totp.Code(Base32.Decode(base32), Totp.StepAt(DateTimeOffset.UtcNow) + later);
}
