using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;

namespace Crm.Tests.Support.Sso;

/// <summary>What a provider sends a browser back with.</summary>
public sealed record ProviderReply(string? Code, string State, string? Iss, string? Binding);

/// <summary>A company with a provider of its own, and a domain it has proved.</summary>
public sealed class SsoCompany(CrmHost host, Company company, ProviderSimulator provider) : IAsyncDisposable
{
    public const string Connection = "/api/v1/sso-connection";

    public Company Company => company;
    public Person Owner => company.Owner;
    public ProviderSimulator Provider => provider;
    public string Domain => $"{company.Slug}.example";
    public HttpClient Browser { get; } = host.Client();

    public static object Fields(ProviderSimulator provider, bool jit = true, string secret = ProviderSimulator.ClientSecret, string role = "member") =>
        new { issuer = provider.Issuer, clientId = ProviderSimulator.ClientId, clientSecret = secret, jitProvisioning = jit, defaultRole = role };

    public static async Task<SsoCompany> MakeAsync(CrmHost host, bool jit = true, Action<ProviderSimulator>? provider = null)
    {
        var made = new SsoCompany(host, await host.SignUpAsync(), await ProviderSimulator.StartAsync());
        provider?.Invoke(made.Provider);
        (await made.Owner.PostAsync(Connection, Fields(made.Provider, jit))).ShouldBe(HttpStatusCode.Created);
        await ProveAsync(host, made.Owner, made.Domain);
        return made;
    }

    /// <summary>Claims the domain, publishes the proof and has it seen.</summary>
    public static async Task<Guid> ProveAsync(CrmHost host, Person by, string domain)
    {
        var claimed = (await by.PostAsync("/api/v1/sso-domains", new { domain })).ShouldBe(HttpStatusCode.Created);
        host.Names.Texts[claimed.Text("recordName")!] = ["v=spf1 -all", claimed.Text("recordValue")!];
        (await by.PostAsync($"/api/v1/sso-domains/{claimed.Id}/verification")).ShouldBe(HttpStatusCode.OK).Text("status").ShouldBe("verified");
        return claimed.Id;
    }

    public ProviderUser Employee(string name, string? subject = null) => new(subject ?? $"sub-{name}", $"{name}@{Domain}");

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await provider.DisposeAsync();
    }

    public Task<Answer> BeginAsync(object? body = null) => PostAsync("/api/v1/auth/sso/authorizations", body ?? new { tenant = company.Slug });

    /// <summary>Begins, and lets the user sign on at the provider.</summary>
    public async Task<ProviderReply> SignOnAsync(ProviderUser user, object? body = null)
    {
        provider.User = user;
        var begun = (await BeginAsync(body)).ShouldBe(HttpStatusCode.OK);
        return await ReplyAsync(begun.Text("authorizationUrl")!, begun.Text("binding"));
    }

    public static async Task<ProviderReply> ReplyAsync(string url, string? binding)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(url);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        var query = QueryHelpers.ParseQuery(answer.Headers.Location!.Query);
        return new(query["code"], query["state"].ToString(), query.TryGetValue("iss", out var iss) ? iss.ToString() : null, binding);
    }

    public Task<Answer> CompleteAsync(ProviderReply reply) => PostAsync("/api/v1/auth/sso/completions", new { code = reply.Code, state = reply.State, iss = reply.Iss, binding = reply.Binding });

    public async Task<Answer> LogInAsync(ProviderUser user, object? body = null) => await CompleteAsync(await SignOnAsync(user, body));

    /// <summary>Somebody who is in by single sign-on.</summary>
    public async Task<Person> EnterAsync(ProviderUser user, object? body = null)
    {
        var answer = (await LogInAsync(user, body)).ShouldBe(HttpStatusCode.OK);
        var client = host.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.Text("accessToken"));
        return new((Guid)answer.Body["account"]!["id"]!, (string)answer.Body["account"]!["email"]!, answer.Text("accessToken")!, answer.Text("refreshToken")!, client);
    }

    public async Task<Answer> PostAsync(string path, object body)
    {
        using var response = await Browser.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), null, response.Headers.RetryAfter?.ToString(), false);
    }
}
