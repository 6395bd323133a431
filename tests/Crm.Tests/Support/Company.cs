using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Contracts.Identity;
using Crm.Kernel.Control;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Crm.Tests.Support;

/// <summary>A company in its own database, and the people who work there.</summary>
public sealed class Company(CrmHost host, Guid id, string slug, Person owner)
{
    public const string Password = "correct horse battery staple";

    public CrmHost Host => host;
    public Guid Id => id;
    public string Slug => slug;
    public Person Owner => owner;

    /// <summary>A contact that examples of what is about records can name, if a test made one.</summary>
    public Guid? Contact { get; set; }

    public string Database => host.Settings.TenantPrefix + id.ToString("n");

    public static async Task<Company> SignUpAsync(CrmHost host, string slug)
    {
        using var client = host.Client();
        var email = $"owner@{slug}.example";
        var signup = await client.PostAsJsonAsync("/api/v1/signups", new { organization = slug, slug, fullName = "Olga Owner", email, password = Password });
        signup.StatusCode.ShouldBe(HttpStatusCode.Accepted, await signup.Content.ReadAsStringAsync());
        var location = signup.Headers.Location!;
        var verified = await client.PostAsJsonAsync($"{location}/verification", new { token = await host.Mail.TokenAsync(email, "/verify") });
        verified.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var progress = (await client.GetFromJsonAsync<JsonObject>(location))!;
            if ((string?)progress["status"] == "ready")
                return new(host, (Guid)progress["tenant"]!["id"]!, slug, await Person.LogInAsync(host, email, slug));
            ((string?)progress["status"]).ShouldBe("provisioning", progress.ToJsonString());
            await Task.Delay(50);
        }
        throw new ShouldAssertException($"Signup {location} was not ready in time.");
    }

    /// <summary>Another person with that role. Invitations do not exist yet, so this asks Identity itself.</summary>
    public async Task<Person> JoinAsync(string role)
    {
        var email = $"{role}-{Guid.CreateVersion7():n}@{slug}.example";
        await using var scope = host.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<IAccounts>();
        var account = await accounts.EnsureAsync(email, "Max Member", await accounts.HashAsync(Password, default), default);
        await accounts.JoinAsync(account, id, role, default);
        await scope.ServiceProvider.GetRequiredService<ControlSession>().CommitAsync();
        return await Person.LogInAsync(host, email, slug);
    }
}

/// <summary>Somebody who is logged in.</summary>
public sealed record Person(Guid AccountId, string Email, string AccessToken, string RefreshToken, HttpClient Http)
{
    public static async Task<Person> LogInAsync(CrmHost host, string email, string? tenant = null)
    {
        var client = host.Client();
        var login = await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password = Company.Password, tenant });
        var answer = JsonNode.Parse(await login.Content.ReadAsStringAsync())!;
        login.StatusCode.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        var token = (string)answer["accessToken"]!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new((Guid)answer["account"]!["id"]!, email, token, (string)answer["refreshToken"]!, client);
    }
}

/// <summary>A company for the tests of one class.</summary>
public sealed class OwnCompany(CrmHost host) : Xunit.IAsyncLifetime
{
    public Company Company { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Company = await host.SignUpAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
