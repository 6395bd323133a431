using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Nodes;

[Collection("Nodes")]
public sealed class TenantStatesOnAllNodes(Installation installation)
{
    [Fact]
    public async Task What_a_tenants_state_forbids_is_refused_by_every_node_within_seconds()
    {
        var nodes = await installation.NodesAsync(2);
        var founder = new Founder(installation, Founder.NewSlug());
        using var owner = await founder.EnterAsync(nodes[0]);
        using var elsewhere = Founder.On(nodes[1], owner);
        var clients = new[] { owner, elsewhere };
        await using var control = await installation.AdministratorAsync();

        foreach (var (change, read, write, code) in new[]
        {
            ("state = 'suspended'", 403, 403, "tenant.suspended"),
            ("state = 'readOnly'", 200, 423, "tenant.readOnly"),
            ("state = 'active', schema_version = 0", 503, 503, "tenant.upgrading"),
            ("state = 'deleted'", 403, 403, "tenant.unknown"),
        })
        {
            var before = await control.ExecuteScalarAsync<int>("select schema_version from catalog.tenants where slug = @Slug", new { founder.Slug });
            await control.ExecuteAsync($"update catalog.tenants set {change} where slug = @Slug", new { founder.Slug });
            foreach (var client in clients)
            {
                await Eventually.EqualsAsync(write, async () => (int)(await WriteAsync(client)).StatusCode, TimeSpan.FromSeconds(10), $"writing with {change}");
                var refused = await WriteAsync(client);
                ((string?)(await refused.Content.ReadFromJsonAsync<JsonObject>())!["code"]).ShouldBe(code);
                (refused.Headers.RetryAfter is not null).ShouldBe(write == 503);
                ((int)(await client.GetAsync("/api/v1/contacts")).StatusCode).ShouldBe(read);
            }
            if (code == "tenant.unknown") break; // For good.
            await control.ExecuteAsync("update catalog.tenants set state = 'active', schema_version = @before where slug = @Slug", new { before, founder.Slug });
            foreach (var client in clients)
                await Eventually.EqualsAsync(201, async () => (int)(await WriteAsync(client)).StatusCode, TimeSpan.FromSeconds(10), $"writing after {change}");
        }
    }

    [Fact]
    public async Task A_host_name_may_only_agree_with_the_token()
    {
        var node = (await installation.NodesAsync(1))[0];
        var founder = new Founder(installation, Founder.NewSlug());
        using var owner = await founder.EnterAsync(node);

        foreach (var (host, status) in new[] { ($"{founder.Slug}.crm.example", 200), ("someone-else.crm.example", 403), ("localhost", 200) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/contacts");
            request.Headers.Host = host;
            var answer = await owner.SendAsync(request);
            ((int)answer.StatusCode).ShouldBe(status, host);
            if (status == 403) (await answer.Content.ReadAsStringAsync()).ShouldContain("tenant.hostMismatch");
        }
    }

    private static Task<HttpResponseMessage> WriteAsync(HttpClient client) => client.PostAsJsonAsync("/api/v1/contacts", new { lastName = "Somebody" });
}
