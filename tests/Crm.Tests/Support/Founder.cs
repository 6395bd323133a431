using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Shouldly;

namespace Crm.Tests.Support;

/// <summary>Somebody who signs a company up on a node, as anybody would.</summary>
public sealed class Founder(Installation installation, string slug)
{
    private const string Password = "correct horse battery staple";
    private Uri? signup;

    public string Slug => slug;
    public string Email => $"owner@{slug}.example";
    public string Key { get; private set; } = "";
    public string Database => installation.TenantPrefix + Key;

    public static string NewSlug() => $"n{Guid.CreateVersion7().ToString("n")[^12..]}";

    public async Task SignUpAsync(Node node)
    {
        using var client = node.Client();
        client.DefaultRequestHeaders.Add("Idempotency-Key", slug);
        var answer = await client.PostAsJsonAsync("/api/v1/signups", new { organization = slug, slug, fullName = "Olga Owner", email = Email, password = Password });
        await AcceptedAsync(answer);
        signup = answer.Headers.Location!;
    }

    public async Task VerifyAsync(Node node)
    {
        using var client = node.Client();
        var token = await installation.Mail.TokenAsync(Email, "/verify");
        await AcceptedAsync(await client.PostAsJsonAsync($"{signup}/verification", new { token }));
    }

    private static async Task AcceptedAsync(HttpResponseMessage answer)
    {
        if (answer.StatusCode is HttpStatusCode.ServiceUnavailable) answer.EnsureSuccessStatusCode();
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    public async Task<TimeSpan> ReadyAsync(Node node, TimeSpan within)
    {
        using var client = node.Client();
        var last = new JsonObject();
        return await Eventually.HoldsAsync(async () =>
        {
            last = (await client.GetFromJsonAsync<JsonObject>(signup))!;
            if ((string?)last["status"] != "ready") return false;
            Key = ((Guid)last["tenant"]!["id"]!).ToString("n");
            return true;
        }, within, $"{slug} is ready", () => $"{last}\n{node.Output}");
    }

    /// <summary>Signs up, verifies, waits, logs in.</summary>
    public async Task<HttpClient> EnterAsync(Node node)
    {
        await SignUpAsync(node);
        await VerifyAsync(node);
        await ReadyAsync(node, TimeSpan.FromSeconds(40));
        return await LogInAsync(node);
    }

    public async Task<HttpClient> LogInAsync(Node node)
    {
        var client = node.Client();
        var login = await client.PostAsJsonAsync("/api/v1/auth/login", new { email = Email, password = Password, tenant = slug });
        var answer = (await login.Content.ReadFromJsonAsync<JsonObject>())!;
        login.StatusCode.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)answer["accessToken"]!);
        return client;
    }

    /// <summary>The same person on another node: tokens hold everywhere.</summary>
    public static HttpClient On(Node node, HttpClient loggedIn)
    {
        var client = node.Client();
        client.DefaultRequestHeaders.Authorization = loggedIn.DefaultRequestHeaders.Authorization;
        return client;
    }

    /// <summary>Exactly one of everything, and nothing of anybody who is not there.</summary>
    public static async Task ShouldAllBeWholeAsync(Installation installation, IReadOnlyCollection<Founder> founders)
    {
        await using var control = await installation.AdministratorAsync();
        foreach (var founder in founders)
        {
            var counts = await control.QuerySingleAsync<(int Tenants, int Databases, int Roles, int Accounts, int Memberships, int Open)>("""
                select (select count(*)::int from catalog.tenants where slug = @Slug and state = 'active'),
                       (select count(*)::int from pg_database where datname = @Database),
                       (select count(*)::int from pg_roles where rolname = @Database and rolcanlogin),
                       (select count(*)::int from identity.accounts where email = @Email),
                       (select count(*)::int from identity.memberships m join identity.accounts a on a.id = m.account_id where a.email = @Email and m.role = 'owner'),
                       (select count(*)::int from catalog.signup_steps p join catalog.signups s on s.id = p.signup_id where s.slug = @Slug and p.status <> 'done')
                """, new { founder.Slug, founder.Database, founder.Email });
            counts.ShouldBe((1, 1, 1, 1, 1, 0), founder.Slug);
            (await installation.Mail.NewestAsync(founder.Email, "/login")).ShouldContain(founder.Slug);
        }
        var orphans = await control.QueryAsync<string>("""
            select name from (select datname as name from pg_database union select rolname from pg_roles where rolcanlogin) things
            where starts_with(name, @TenantPrefix) and not exists (select from catalog.tenants t where t.database = name or t.role = name)
            """, new { installation.TenantPrefix });
        orphans.ShouldBeEmpty();
    }
}
