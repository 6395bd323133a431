using System.Net;
using System.Net.Http.Json;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Nodes;

[Collection("Nodes")]
public sealed class AgentsAreShared(Installation installation)
{
    [Fact]
    public async Task Two_nodes_share_the_agents_of_awake_tenants_and_both_serve_them()
    {
        var nodes = await installation.NodesAsync(2);
        var founders = Enumerable.Range(0, 4).Select(_ => new Founder(installation, Founder.NewSlug())).ToList();
        foreach (var founder in founders)
        {
            using var owner = await founder.EnterAsync(nodes[0]);
            using var elsewhere = Founder.On(nodes[1], owner);
            foreach (var client in new[] { owner, elsewhere })
                (await client.PostAsJsonAsync("/api/v1/contacts", new { lastName = "Shared" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        await using var control = await installation.AdministratorAsync();
        var keys = founders.Select(f => f.Key).ToArray();
        // Long enough to be seen.
        await control.ExecuteAsync("update catalog.tenants set awake_until = now() + interval '2 minutes' where replace(id::text, '-', '') = any(@keys)", new { keys });
        await Eventually.EqualsAsync((4, 2), () => control.QuerySingleAsync<(int, int)>("""
            select count(*)::int, count(distinct node_id)::int from wolverine.wolverine_node_assignments where split_part(id, '/', 4) = any(@keys)
            """, new { keys }), TimeSpan.FromSeconds(40), "agents and the nodes they run on", () => nodes[0].Output);
        foreach (var founder in founders)
        {
            await using var tenant = await installation.AdministratorAsync(founder.Database);
            await Eventually.EqualsAsync(2, () => tenant.TimelineAsync("contact.created"), TimeSpan.FromSeconds(10), "timeline entries");
        }
        await control.ExecuteAsync("update catalog.tenants set awake_until = now() where awake_until is not null");
    }
}
