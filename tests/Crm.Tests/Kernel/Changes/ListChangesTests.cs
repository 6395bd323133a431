using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.Lists;
using Crm.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Changes;

/// <summary>What a client reads of what changed.</summary>
public sealed class ListChangesTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task Everything_that_becomes_of_a_record_is_told_in_order()
    {
        var since = await NowAsync(Owner);
        var contact = await ContactAsync(new { firstName = "Ada" });
        (await Owner.PatchAsync(contact, new { lastName = "Lovelace" })).ShouldBe(HttpStatusCode.OK);
        (await Owner.DeleteAsync(contact)).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.PostAsync($"{contact}/restoration")).ShouldBe(HttpStatusCode.OK);
        var (told, next) = await ReadAsync(Owner, since);
        told.Select(c => ((string?)c["object"], c["id"]!.ToString(), (string?)c["kind"])).ShouldBe(new[] { "created", "updated", "trashed", "restored" }.Select(kind => ((string?)"contact", contact.Split('/')[^1], (string?)kind)));
        told.Select(c => (int)c["revision"]!).ShouldBeInOrder();
        Fields(told[0]).ShouldBeEmpty();
        Fields(told[1]).ShouldBe(["fullName", "lastName"], ignoreOrder: true);
        ((DateTimeOffset)told[1]["changedAt"]!).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(2));
        (await ReadAsync(Owner, next)).Told.ShouldBeEmpty();
        (await ReadAsync(Owner, since)).Told.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Who_became_part_of_another_is_told_as_merged()
    {
        var (one, other) = (await ContactAsync(new { firstName = "Bea" }), await ContactAsync(new { firstName = "Bea" }));
        var since = await NowAsync(Owner);
        (await Owner.CallAsync(HttpMethod.Post, $"{one}/merges", new { from = new[] { other.Split('/')[^1] } }, (await Owner.GetAsync(one)).ETag)).ShouldBe(HttpStatusCode.OK);
        var (told, _) = await ReadAsync(Owner, since);
        told.Where(c => other.EndsWith(c["id"]!.ToString(), StringComparison.Ordinal)).Select(c => (string?)c["kind"]).ShouldContain("merged");
    }

    [Fact]
    public async Task Parallel_writers_are_told_each_once_and_in_order_while_they_write()
    {
        const int writers = 6, each = 12;
        var since = await NowAsync(Owner);
        var ids = new System.Collections.Concurrent.ConcurrentBag<string>();
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(async w =>
        {
            for (var i = 0; i < each; i++)
            {
                var path = i % 3 == 0 ? await CompanyAsync($"W{w} {i}") : await ContactAsync(new { firstName = $"W{w}", lastName = $"N{i}" });
                (await Owner.PatchAsync(path, path.Contains("companies") ? new { industry = "x" } : new { jobTitle = "x" })).ShouldBe(HttpStatusCode.OK);
                ids.Add(path.Split('/')[^1]);
            }
        }));
        var told = new List<JsonNode>();
        while (true)
        {
            var done = writing.IsCompleted;
            var answer = (await Owner.GetAsync($"/api/v1/changes?limit=7&types=contacts,companies&since={since}")).ShouldBe(HttpStatusCode.OK);
            told.AddRange(answer.Data);
            since = answer.Text("next")!;
            if (done && !(bool)answer.Body["hasMore"]!) break;
        }
        await writing;
        told.Count.ShouldBe(writers * each * 2);
        foreach (var record in told.GroupBy(c => c["id"]!.ToString())) record.Select(c => ((string?)c["kind"], (int)c["revision"]!)).ShouldBe([("created", 1), ("updated", 2)]);
        told.Select(c => c["id"]!.ToString()).Distinct().ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task Kinds_can_be_chosen_and_only_seen_ones_are_told()
    {
        var clerk = await own.Company.JoinAsync(await RoleAsync([("changes.read", "all"), ("contacts.read", "all")], new { @object = "contact", field = "jobTitle", access = "hidden" }));
        var since = await NowAsync(clerk);
        var contact = await ContactAsync(new { firstName = "Cora" });
        await CompanyAsync($"C {Guid.CreateVersion7():n}");
        (await Owner.PatchAsync(contact, new { jobTitle = "Clerk", source = "fair" })).ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(Owner, since, "companies")).Told.Select(c => (string?)c["object"]).ShouldBe(["company"]);
        var (told, _) = await ReadAsync(clerk, since);
        told.Select(c => (string?)c["object"]).ShouldBe(["contact", "contact"]);
        Fields(told[1]).ShouldBe(["source"]);
        (await clerk.GetAsync("/api/v1/changes?types=companies")).ShouldFail(403, "auth.forbidden");
    }

    [Fact]
    public async Task Of_records_out_of_reach_only_the_leaving_is_told()
    {
        var seller = await own.Company.JoinAsync(await RoleAsync([("changes.read", "all"), ("contacts.read", "own")]));
        var since = await NowAsync(seller);
        var mine = await ContactAsync(new { firstName = "Dora", ownerId = seller.AccountId });
        await ContactAsync(new { firstName = "Emil", ownerId = Owner.AccountId });
        await Eventually.EqualsAsync(1, async () => (await ReadAsync(seller, since)).Told.Count, TimeSpan.FromSeconds(5), "changes of the seller's own");
        (await ReadAsync(seller, since)).Told.Select(c => ((string?)c["kind"], mine.EndsWith(c["id"]!.ToString(), StringComparison.Ordinal))).ShouldBe([("created", true)]);

        (await Owner.PatchAsync(mine, new { ownerId = Owner.AccountId })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync(mine, new { jobTitle = "Secret" })).ShouldBe(HttpStatusCode.OK);
        var (told, _) = await ReadAsync(seller, since);
        told.Select(c => ((string?)c["kind"], c["revision"], Fields(c).Count)).ShouldBe([("removed", null, 0)]);
    }

    [Fact]
    public async Task Another_companys_cursor_a_forged_one_and_one_of_a_lost_history_are_refused()
    {
        var since = await NowAsync(Owner);
        var stranger = await host.SignUpAsync();
        foreach (var cursor in (string[])[since[..^2] + (since[^1] == 'A' ? "BB" : "AA"), "x", "", new('A', 3000), await NowAsync(stranger.Owner)])
            (await Owner.GetAsync($"/api/v1/changes?since={cursor}")).ShouldFail(400, "cursor.mismatch", "?since");
        (await stranger.Owner.GetAsync("/api/v1/changes")).ShouldBe(HttpStatusCode.OK).Data.ShouldBeEmpty();
        var later = host.Services.GetRequiredService<Cursors>().Seal(new(["99999999"], Backwards: false), JsonSerializer.Serialize(new { TenantId = own.Company.Id.ToString("n"), feed = "changes" }));
        (await Owner.GetAsync($"/api/v1/changes?since={later}")).ShouldFail(410, "changes.cursorExpired", "?since");
    }

    [Theory]
    [InlineData("limit=0", "?limit")]
    [InlineData("limit=501", "?limit")]
    [InlineData("types=jobs", "?types")]
    [InlineData("cursor=x", "?cursor")]
    public async Task What_cannot_be_is_refused_and_named(string query, string pointer) => (await Owner.GetAsync($"/api/v1/changes?{query}")).ShouldFail(400, "request.invalid", pointer);

    private static IReadOnlyList<string> Fields(JsonNode change) => [.. change["fields"]!.AsArray().Select(f => (string)f!)];

    private static async Task<string> NowAsync(Person person) => (await person.GetAsync("/api/v1/changes?since=now")).ShouldBe(HttpStatusCode.OK).Text("next")!;

    private static async Task<(List<JsonNode> Told, string Next)> ReadAsync(Person person, string since, string types = "")
    {
        var told = new List<JsonNode>();
        while (true)
        {
            var answer = (await person.GetAsync($"/api/v1/changes?limit=3&since={since}{(types.Length > 0 ? $"&types={types}" : "")}")).ShouldBe(HttpStatusCode.OK);
            told.AddRange(answer.Data);
            since = answer.Text("next")!;
            if (!(bool)answer.Body["hasMore"]!) return (told, since);
        }
    }

    private async Task<string> ContactAsync(object contact) => (await Owner.PostAsync("/api/v1/contacts?onDuplicate=allow", contact)).ShouldBe(HttpStatusCode.Created).Location!;

    private async Task<string> CompanyAsync(string name) => (await Owner.PostAsync("/api/v1/companies?onDuplicate=allow", new { name })).ShouldBe(HttpStatusCode.Created).Location!;

    private async Task<string> RoleAsync((string Name, string Scope)[] permissions, params object[] fields) =>
        (await Owner.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions = permissions.Select(p => new { permission = p.Name, scope = p.Scope }), fields }))
        .ShouldBe(HttpStatusCode.Created).Id.ToString();
}
