using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Batches;

/// <summary>Many writes in one request: all or none, or each by itself, under the rules of one.</summary>
public sealed class BatchTests(CrmHost host)
{
    private const string Contacts = "/api/v1/contacts";

    [Fact]
    public async Task Of_a_partial_batch_what_can_be_done_is_done_and_the_rest_explained()
    {
        var owner = (await host.SignUpAsync()).Owner;
        var there = (await owner.PostAsync(Contacts, new { lastName = "There", emails = new[] { new { address = "there@batch.example" } } })).ShouldBe(HttpStatusCode.Created);
        var gone = (await owner.PostAsync(Contacts, new { lastName = "Gone" })).ShouldBe(HttpStatusCode.Created);
        (await owner.DeleteAsync(gone.Location!)).ShouldBe(HttpStatusCode.NoContent);

        var answer = await owner.PostAsync($"{Contacts}/batch", new
        {
            mode = "partial",
            items = new object[]
            {
                new { op = "create", data = new { lastName = "New" } },
                new { op = "create", data = new { lastName = "Taken", emails = new[] { new { address = "THERE@batch.example" } } } },
                new { op = "update", id = there.Id, ifMatch = "\"1\"", data = new { jobTitle = "CTO", firstName = (string?)null } },
                new { op = "update", id = there.Id, ifMatch = "\"1\"", data = new { jobTitle = "CEO" } },
                new { op = "update", id = Guid.CreateVersion7(), data = new { jobTitle = "x" } },
                new { op = "create", data = new { lastName = "Odd", nickname = "x" } },
                new { op = "restore", id = gone.Id },
                new { op = "trash", id = there.Id },
                new { op = "create", onDuplicate = "merge", data = new { lastName = "New", jobTitle = "Nurse", phones = new[] { new { raw = "+49 30 901820" } } } },
            },
        });
        ((int)answer.Status).ShouldBe(207, answer.Json?.ToJsonString());
        answer.Data.Select(r => (int)r["status"]!).ShouldBe([201, 409, 200, 412, 404, 422, 200, 204, 201]);
        answer.Data.Select(r => (int)r["index"]!).ShouldBe(Enumerable.Range(0, 9));
        Problem(answer, 1)["code"]!.GetValue<string>().ShouldBe("contact.emailTaken");
        Problem(answer, 3)["currentETag"]!.GetValue<string>().ShouldBe("\"2\"");
        Problem(answer, 5)["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("/nickname");
        (await owner.GetAsync($"{Contacts}/{(Guid)answer.Data[0]["id"]!}")).Text("lastName").ShouldBe("New");
        (await owner.GetAsync(gone.Location!)).ShouldBe(HttpStatusCode.OK);
        (await owner.GetAsync(there.Location!)).ShouldFail(404, "request.notFound");
        ((string)answer.Data[2]["etag"]!).ShouldBe("\"2\"");
    }

    [Fact]
    public async Task An_atomic_batch_is_one_effect()
    {
        var owner = (await host.SignUpAsync()).Owner;
        var there = (await owner.PostAsync(Contacts, new { lastName = "There" })).ShouldBe(HttpStatusCode.Created);
        object Item(string name, string? address = null) => new { op = "create", data = new { lastName = name, emails = address is null ? [] : new[] { new { address } } } };

        var failed = await owner.PostAsync($"{Contacts}/batch", new { mode = "atomic", items = new[] { Item("A"), new { op = "update", id = there.Id, data = new { jobTitle = "x" } }, new { op = "create", data = new { lastName = "B", stage = "nowhere" } } } });
        failed.ShouldFail(422, "batch.itemFailed", "/items/2/data/stage");
        (await owner.PostAsync($"{Contacts}/batch", new { mode = "atomic", items = new[] { Item("A", "same@batch.example"), Item("B", "same@batch.example") } })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await owner.GetAsync($"{Contacts}?count=exact")).Body["page"]!["total"]!.GetValue<int>().ShouldBe(1);
        (await owner.GetAsync(there.Location!)).ETag.ShouldBe("\"1\"");

        var done = (await owner.PostAsync($"{Contacts}/batch", new { mode = "atomic", items = new[] { Item("A", "a@batch.example"), Item("B", "b@batch.example"), new { op = "update", id = there.Id, data = new { jobTitle = "x", tags = new[] { "VIP" } } } } })).ShouldBe(HttpStatusCode.OK);
        done.Data.Select(r => (int)r["status"]!).ShouldBe([201, 201, 200]);
        (await owner.GetAsync($"{Contacts}?count=exact")).Body["page"]!["total"]!.GetValue<int>().ShouldBe(3);
        // The timeline hears of it as of any other.
        await Eventually.HoldsAsync(async () => (await owner.GetAsync($"{there.Location}/timeline")).Data.Count == 2, TimeSpan.FromSeconds(20), "told to the timeline");
    }

    [Fact]
    public async Task An_atomic_batch_shares_new_records_as_single_ones_are()
    {
        var company = await host.SignUpAsync();
        var (one, two) = (await company.JoinAsync("member"), await company.JoinAsync("member"));
        (await company.Owner.PostAsync("/api/v1/assignment-rules", new { @object = "contact", name = "all", assignees = new[] { new { accountId = one.AccountId }, new { accountId = two.AccountId } } })).ShouldBe(HttpStatusCode.Created);
        var done = (await company.Owner.PostAsync($"{Contacts}/batch", new { mode = "atomic", items = Enumerable.Range(0, 6).Select(i => new { op = "create", data = new { lastName = $"N{i}" } }) })).ShouldBe(HttpStatusCode.OK);
        var owners = new List<Guid>();
        foreach (var made in done.Data) owners.Add((Guid)(await company.Owner.GetAsync($"{Contacts}/{(Guid)made["id"]!}")).Body["ownerId"]!);
        owners.CountBy(o => o).Select(o => o.Value).ShouldBe([3, 3]);
    }

    [Fact]
    public async Task Sent_again_it_has_no_second_effect()
    {
        var owner = (await host.SignUpAsync()).Owner;
        object Batch(params string[] names) => new { mode = "partial", items = names.Select(n => new { op = "create", key = $"key-{n}", data = new { lastName = n } }) };
        var first = (await owner.PostAsync($"{Contacts}/batch", Batch("A", "B"))).ShouldBe(HttpStatusCode.OK);
        var again = (await owner.PostAsync($"{Contacts}/batch", Batch("A", "B", "C"))).ShouldBe(HttpStatusCode.OK);
        again.Data.Take(2).Select(r => (Guid)r["id"]!).ShouldBe(first.Data.Select(r => (Guid)r["id"]!));
        (await owner.GetAsync($"{Contacts}?count=exact")).Body["page"]!["total"]!.GetValue<int>().ShouldBe(3);
        var whole = new { mode = "atomic", items = new[] { new { op = "create", data = new { name = "Acme" } } } };
        var made = (await owner.CallAsync(HttpMethod.Post, "/api/v1/companies/batch", whole, key: "whole")).ShouldBe(HttpStatusCode.OK);
        var replayed = (await owner.CallAsync(HttpMethod.Post, "/api/v1/companies/batch", whole, key: "whole")).ShouldBe(HttpStatusCode.OK);
        (replayed.Replayed, (Guid)replayed.Data[0]["id"]!).ShouldBe((true, (Guid)made.Data[0]["id"]!));
    }

    [Fact]
    public async Task It_gives_nobody_more_than_single_requests_do()
    {
        var (company, other) = (await host.SignUpAsync(), await host.SignUpAsync());
        var theirs = (await other.Owner.PostAsync(Contacts, new { lastName = "Theirs" })).ShouldBe(HttpStatusCode.Created);
        (await (await company.JoinAsync("readOnly")).PostAsync($"{Contacts}/batch", new { mode = "partial", items = new[] { new { op = "create", data = new { lastName = "x" } } } })).ShouldFail(403, "auth.forbidden");
        foreach (var mode in new[] { "partial", "atomic" })
        {
            var answer = await company.Owner.PostAsync($"{Contacts}/batch", new { mode, items = new object[] { new { op = "trash", id = theirs.Id } } });
            ((int)answer.Status).ShouldBe(mode == "partial" ? 207 : 422);
            (mode == "partial" ? (string)Problem(answer, 0)["code"]! : (string)answer.Body["errors"]![0]!["code"]!).ShouldBe("request.notFound");
        }
        (await other.Owner.GetAsync(theirs.Location!)).ShouldBe(HttpStatusCode.OK);
        await RefusedAsync(company.Owner, "/items/0/id", new { op = "create", id = theirs.Id, data = new { lastName = "x" } });
        await RefusedAsync(company.Owner, "/items/0/id", new { op = "update", data = new { lastName = "x" } });
        await RefusedAsync(company.Owner, "/items/0/data", new { op = "trash", id = theirs.Id, data = new { lastName = "x" } });
        await RefusedAsync(company.Owner, "/items/0/data", new { op = "create" });
        (await company.Owner.PostAsync($"{Contacts}/batch", new { mode = "partial", items = Enumerable.Repeat(new { op = "trash", id = theirs.Id }, 501) })).ShouldFail(422, "validation.failed", "/items");
        (await company.Owner.PostAsync($"{Contacts}/batch", new { mode = "atomic", items = Enumerable.Repeat(new { op = "trash", id = theirs.Id }, 2) })).ShouldFail(422, "validation.failed", "/items/1/id");
    }

    private static async Task RefusedAsync(Person person, string pointer, object item) =>
        (await person.PostAsync($"{Contacts}/batch", new { mode = "partial", items = new[] { item } })).ShouldFail(422, "validation.failed", pointer);

    private static JsonNode Problem(Answer answer, int index) => answer.Data[index]["problem"]!;
}
