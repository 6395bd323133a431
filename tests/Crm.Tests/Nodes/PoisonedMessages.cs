using System.Net.Http.Json;
using Crm.Tests.Support;
using Dapper;
using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Nodes;

[Collection("Nodes")]
public sealed class PoisonedMessages(Installation installation)
{
    [Fact]
    public async Task A_poisoned_message_ends_in_its_own_tenants_dead_letters_and_can_be_replayed()
    {
        var node = (await installation.NodesAsync(1))[0];
        var (founder, neighbour) = (new Founder(installation, Founder.NewSlug()), new Founder(installation, Founder.NewSlug()));
        using var owner = await founder.EnterAsync(node);
        using var unharmed = await neighbour.EnterAsync(node);
        await using var tenant = await installation.AdministratorAsync(founder.Database);
        await using var other = await installation.AdministratorAsync(neighbour.Database);

        await using (await tenant.BreakAsync("activities", "mt_doc_timelineentry"))
        {
            await owner.PostAsJsonAsync("/api/v1/contacts", new { lastName = "Poisoned" });
            await unharmed.PostAsJsonAsync("/api/v1/contacts", new { lastName = "Fine" });
            await Eventually.EqualsAsync(1, () => other.TimelineAsync(), TimeSpan.FromSeconds(10), "the neighbour's timeline entries", () => node.Output);
            await ExhaustAsync(tenant, node);
            await Eventually.EqualsAsync(1, tenant.DeadAsync, TimeSpan.FromSeconds(40), "dead letters", () => node.Output);
        }
        (await other.DeadAsync()).ShouldBe(0);
        (await tenant.ExecuteScalarAsync<string>("select message_type from wolverine.wolverine_dead_letters"))!.ShouldContain("ContactCreated");

        (await installation.VerbAsync($"dead-letters list {founder.Slug}")).Output.ShouldContain("ContactCreated");
        var (exit, said) = await installation.VerbAsync($"dead-letters replay {founder.Slug}");
        exit.ShouldBe(0, said);
        await Eventually.EqualsAsync(1, () => tenant.TimelineAsync(), TimeSpan.FromSeconds(40), "timeline entries after the replay", () => node.Output);
        await Eventually.EqualsAsync(0, tenant.DeadAsync, TimeSpan.FromSeconds(15), "dead letters after the replay", () => node.Output);
    }

    /// <summary>The retries that would follow over the next eleven minutes are used up at once.</summary>
    private static async Task ExhaustAsync(NpgsqlConnection tenant, Node node) => await Eventually.HoldsAsync(
        async () => await tenant.ExecuteAsync("update wolverine.wolverine_incoming_envelopes set attempts = 20, execution_time = now() where status = 'Scheduled'") == 1,
        TimeSpan.FromSeconds(20), "a retry is scheduled", () => node.Output);
}
