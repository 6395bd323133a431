using System.Net;
using System.Net.Http.Json;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Nodes;

[Collection("Kills")]
public sealed class MessagesSurviveKill(Installation installation, ITestOutputHelper output)
{
    private const string Timeline = "activities.mt_doc_timelineentry";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_committed_before_the_kill_is_handled_once_by_whoever_lives(bool anotherNodeLives)
    {
        var (node, other) = (await installation.OnlyAsync(), anotherNodeLives ? await installation.StartAsync() : null);
        var founder = new Founder(installation, Founder.NewSlug());
        using var owner = await founder.EnterAsync(node);
        await using var tenant = await installation.AdministratorAsync(founder.Database);

        await using (await tenant.HoldAsync(Timeline))
        {
            (await owner.PostAsJsonAsync("/api/v1/contacts", new { lastName = "Survivor" })).StatusCode.ShouldBe(HttpStatusCode.Created);
            await Eventually.HoldsAsync(async () => await tenant.WaitingAsync() > 0, TimeSpan.FromSeconds(15), "the handler waits for the table", () => node.Output);
            await node.KillAsync();
        }
        (await tenant.TimelineAsync()).ShouldBe(0, "the handler had not committed");
        other ??= await installation.StartAsync();

        var took = await Eventually.EqualsAsync(1, () => tenant.TimelineAsync("contact.created"), TimeSpan.FromSeconds(30), "timeline entries", () => other.Output);
        output.WriteLine($"Handled {took.TotalSeconds:0.0} s after {(anotherNodeLives ? "the kill, by the other node" : "the restart")}.");
        (await tenant.ContactsAsync()).ShouldBe(1);
        (await tenant.ExecuteScalarAsync<int>("select count(*) from wolverine.wolverine_incoming_envelopes where status <> 'Handled'")).ShouldBe(0);
        (await tenant.DeadAsync()).ShouldBe(0);
    }
}
