using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Nodes;

[Collection("Nodes")]
public sealed class SameKeyOnTwoNodes(Installation installation)
{
    [Fact]
    public async Task The_same_request_on_two_nodes_at_once_has_one_effect_and_one_answer()
    {
        var nodes = await installation.NodesAsync(2);
        var founder = new Founder(installation, Founder.NewSlug());
        using var owner = await founder.EnterAsync(nodes[0]);
        using var elsewhere = Founder.On(nodes[1], owner);
        await using var tenant = await installation.AdministratorAsync(founder.Database);

        Task<HttpResponseMessage>[] twins;
        await using (await tenant.HoldAsync("contacts.mt_doc_contact"))
        {
            twins = [PostAsync(owner), PostAsync(elsewhere)];
            await Eventually.EqualsAsync(2, tenant.WaitingAsync, TimeSpan.FromSeconds(15), "commits held up", () => nodes[1].Output);
        }
        var answers = await Task.WhenAll(twins);

        answers.Select(a => a.StatusCode).Order().ShouldBe([HttpStatusCode.Created, HttpStatusCode.Conflict]);
        var loser = answers.Single(a => a.StatusCode is HttpStatusCode.Conflict);
        ((string?)(await loser.Content.ReadFromJsonAsync<JsonObject>())!["code"]).ShouldBe("idempotency.inFlight");
        loser.Headers.RetryAfter.ShouldNotBeNull();
        (await tenant.ContactsAsync()).ShouldBe(1);
        var won = await answers.Single(a => a.StatusCode is HttpStatusCode.Created).Content.ReadAsStringAsync();
        foreach (var client in new[] { owner, elsewhere })
        {
            var replay = await PostAsync(client);
            replay.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
            (await replay.Content.ReadAsStringAsync()).ShouldBe(won);
        }
    }

    // The address would clash as well: the key must have the first word.
    private static Task<HttpResponseMessage> PostAsync(HttpClient client)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/contacts")
        {
            Content = JsonContent.Create(new { lastName = "Twin", emails = new[] { new { address = "twin@example.com" } } }),
        };
        request.Headers.Add("Idempotency-Key", "twins");
        return client.SendAsync(request);
    }
}
