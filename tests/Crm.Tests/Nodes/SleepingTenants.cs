using System.Net.Http.Json;
using Crm.Tests.Support;
using Dapper;
using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Nodes;

[Collection("Nodes")]
public sealed class SleepingTenants(Installation installation, ITestOutputHelper output)
{
    private static readonly TimeSpan FallsAsleepWithin = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task A_sleeping_tenant_holds_no_connection_and_no_transaction_and_wakes_in_time_for_a_scheduled_message()
    {
        var node = (await installation.NodesAsync(1))[0];
        var founder = new Founder(installation, Founder.NewSlug());
        using var owner = await founder.EnterAsync(node);
        await using var control = await installation.AdministratorAsync();
        await ScheduleAsync(founder, owner, node, TimeSpan.FromHours(1));

        var asleep = await Eventually.HoldsAsync(() => IsAsleepAsync(control, founder), FallsAsleepWithin, "the tenant sleeps", () => node.Output);
        await Eventually.EqualsAsync(0, () => ConnectionsAsync(control, founder), TimeSpan.FromSeconds(30), "connections to the sleeping tenant", () => node.Output);
        var before = await TransactionsAsync(control, founder);
        await Task.Delay(4000, TestContext.Current.CancellationToken);
        (await ConnectionsAsync(control, founder)).ShouldBe(0);
        // The server's own vacuum may have been there.
        (await TransactionsAsync(control, founder) - before).ShouldBeLessThanOrEqualTo(2);
        (await IsAsleepAsync(control, founder)).ShouldBeTrue();

        await using var tenant = await installation.AdministratorAsync(founder.Database);
        (await control.ExecuteScalarAsync<int>("select count(*) from catalog.tenants where slug = @Slug and wake_at > now() + interval '50 minutes'", new { founder.Slug })).ShouldBe(1);
        // As if an hour had passed, all but eight seconds.
        var due = new { due = DateTime.UtcNow.AddSeconds(8), founder.Slug };
        await tenant.ExecuteAsync("update wolverine.wolverine_incoming_envelopes set execution_time = @due", due);
        await control.ExecuteAsync("update catalog.tenants set wake_at = @due where slug = @Slug", due);
        var took = await Eventually.EqualsAsync(1, () => tenant.TimelineAsync(), TimeSpan.FromSeconds(18), "timeline entries after the message was due", () => node.Output);
        output.WriteLine($"Asleep after {asleep.TotalSeconds:0.0} s, delivered {took.TotalSeconds - 8:0.0} s after it was due.");
    }

    [Fact]
    public async Task A_dead_node_is_ejected_without_a_murmur_after_a_tenant_was_dropped()
    {
        var (node, other) = await installation.NodesAsync(2) is [var first, var second] ? (first, second) : default;
        var founder = new Founder(installation, Founder.NewSlug());
        using (var owner = await founder.EnterAsync(node))
        using (var elsewhere = Founder.On(other, owner))
            foreach (var client in new[] { owner, elsewhere })
                (await client.PostAsJsonAsync("/api/v1/contacts", new { lastName = "Doomed" })).EnsureSuccessStatusCode();
        await using var control = await installation.AdministratorAsync();
        await Eventually.EqualsAsync(1, () => AgentsAsync(control, founder), TimeSpan.FromSeconds(20), "agents of the tenant", () => node.Output);

        await control.ExecuteAsync("update catalog.tenants set state = 'deleted', awake_until = null, wake_at = null where slug = @Slug", new { founder.Slug });
        await Eventually.EqualsAsync(0, () => AgentsAsync(control, founder), TimeSpan.FromSeconds(20), "agents of the tenant that is gone", () => node.Output);
        await control.ExecuteAsync($"drop database {founder.Database} with (force)");
        await control.ExecuteAsync($"drop role {founder.Database}");
        var before = node.Errors.Count;
        await other.KillAsync();

        await Eventually.EqualsAsync(1, () => control.ExecuteScalarAsync<int>("select count(*) from wolverine.wolverine_nodes"), TimeSpan.FromSeconds(45), "nodes", () => node.Output);
        node.Errors.Skip(before).ShouldBeEmpty(node.Output);
        await control.ExecuteAsync("delete from catalog.tenants where slug = @Slug", new { founder.Slug });
    }

    /// <summary>A message that a broken table sends to its next attempt, which is then put at the moment wanted.</summary>
    private async Task ScheduleAsync(Founder founder, HttpClient owner, Node node, TimeSpan ahead)
    {
        await using var tenant = await installation.AdministratorAsync(founder.Database);
        await using var mended = await tenant.BreakAsync("activities", "mt_doc_timelineentry");
        (await owner.PostAsJsonAsync("/api/v1/contacts", new { lastName = "Later" })).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(
            async () => await tenant.ExecuteAsync("update wolverine.wolverine_incoming_envelopes set execution_time = now() + @ahead where status = 'Scheduled'", new { ahead }) == 1,
            TimeSpan.FromSeconds(20), "a retry is scheduled", () => node.Output);
    }

    private static Task<int> AgentsAsync(NpgsqlConnection control, Founder founder) =>
        control.ExecuteScalarAsync<int>("select count(*) from wolverine.wolverine_node_assignments where id like '%' || @Key", new { founder.Key });

    private static Task<bool> IsAsleepAsync(NpgsqlConnection control, Founder founder) =>
        control.ExecuteScalarAsync<bool>("select awake_until is null from catalog.tenants where slug = @Slug", new { founder.Slug });

    private static Task<int> ConnectionsAsync(NpgsqlConnection control, Founder founder) =>
        control.ExecuteScalarAsync<int>("select count(*) from pg_stat_activity where datname = @Database and backend_type = 'client backend'", new { founder.Database });

    private static Task<long> TransactionsAsync(NpgsqlConnection control, Founder founder) =>
        control.ExecuteScalarAsync<long>("select xact_commit + xact_rollback from pg_stat_database where datname = @Database", new { founder.Database });
}
