using System.Net;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Tags;

/// <summary>Tags as things of their own: made, described, and by whom.</summary>
public sealed class TagTests(CrmHost host)
{
    [Fact]
    public async Task A_tag_is_made_described_and_deleted_before_anybody_bears_it()
    {
        var owner = (await host.SignUpAsync()).Owner;
        var made = (await owner.PostAsync(TagJobs.Tags, new { name = " VIP ", color = "#FFcc00", description = " Who pays " })).ShouldBe(HttpStatusCode.Created);
        (made.Text("name"), made.Text("color"), made.Text("description"), made.ETag).ShouldBe(("VIP", "#ffcc00", "Who pays", "\"1\""));
        (await owner.PostAsync(TagJobs.Tags, new { name = "vip" })).ShouldFail(409, "tag.nameTaken", "/name");
        (await owner.PostAsync("/api/v1/contacts", new { lastName = "a", tags = new[] { "vip" } })).Shows("tags").ShouldBe("""["VIP"]""");
        foreach (var wrong in new object[] { new { name = "" }, new { name = new string('x', 51) }, new { name = "a\nb" }, new { name = "a", color = "red" }, new { name = "a", color = "#12345" }, new { name = "a", description = new string('x', 501) } })
            (await owner.PostAsync(TagJobs.Tags, wrong)).ShouldFail(422, "validation.failed");
        (await owner.PostAsync(TagJobs.Tags, new { name = "a", colour = "#123456" })).ShouldFail(422, "request.unknownMember");

        var path = made.Location!;
        var coloured = (await owner.PatchAsync(path, new { color = "#00FF00", description = (string?)null }, "\"1\"")).ShouldBe(HttpStatusCode.OK);
        (coloured.Text("color"), coloured.Text("description"), coloured.ETag).ShouldBe(("#00ff00", null, "\"2\""));
        (await owner.PatchAsync(path, new { color = "#00ff00" })).ETag.ShouldBe("\"2\"");
        var stale = (await owner.PatchAsync(path, new { color = "#000000" }, "\"1\"")).ShouldFail(412, "request.stale");
        stale.Shows("changedFields").ShouldContain("color");
        (await owner.PatchAsync(path, new { name = "Other" }, "\"1\"")).ShouldFail(412, "request.stale");
        (await owner.DeleteAsync(path, "\"1\"")).ShouldFail(412, "request.stale");

        // Nobody bears this one: it is renamed and deleted at once.
        var free = (await owner.PostAsync(TagJobs.Tags, new { name = "Free" })).ShouldBe(HttpStatusCode.Created);
        (await owner.PatchAsync(free.Location!, new { name = "VIP" })).ShouldFail(409, "tag.nameTaken", "/name");
        (await owner.PatchAsync(free.Location!, new { name = "Freed" })).ShouldBe(HttpStatusCode.OK).Text("name").ShouldBe("Freed");
        (await owner.PatchAsync(free.Location!, new { name = "FREED" })).ShouldBe(HttpStatusCode.OK).ETag.ShouldBe("\"3\"");
        (await owner.DeleteAsync(free.Location!, "\"3\"")).ShouldBe(HttpStatusCode.NoContent);
        (await owner.GetAsync(free.Location!)).ShouldFail(404, "request.notFound");
        (await owner.PostAsync(TagJobs.Tags, new { name = "Free" })).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_same_request_twice_makes_one_tag_and_starts_one_job()
    {
        var owner = (await host.SignUpAsync()).Owner;
        async Task<Answer> Twice(HttpMethod method, string path, object body, string key)
        {
            var (first, second) = (await owner.CallAsync(method, path, body, key: key), await owner.CallAsync(method, path, body, key: key));
            (second.Status, second.Replayed, second.Location).ShouldBe((first.Status, true, first.Location));
            return first;
        }
        var made = (await Twice(HttpMethod.Post, TagJobs.Tags, new { name = "VIP" }, "make")).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync("/api/v1/contacts", new { lastName = "a", tags = new[] { "vip" } })).ShouldBe(HttpStatusCode.Created);
        (await Twice(HttpMethod.Patch, made.Location!, new { name = "Key account" }, "rename")).ShouldBe(HttpStatusCode.Accepted);
        (await owner.GetAsync("/api/v1/jobs")).Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_tag_is_changed_by_whoever_may_change_all_that_bears_it()
    {
        var company = await host.SignUpAsync();
        var owner = company.Owner;
        var tag = (await owner.PostAsync(TagJobs.Tags, new { name = "VIP" })).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync("/api/v1/contacts", new { lastName = "a", tags = new[] { "vip" } })).ShouldBe(HttpStatusCode.Created);
        (await (await company.JoinAsync("member")).PatchAsync(tag.Location!, new { color = "#000000" })).ShouldFail(403, "auth.forbidden");
        (await (await company.JoinAsync("readOnly")).GetAsync(tag.Location!)).ShouldBe(HttpStatusCode.OK);

        async Task<Person> With(string name, object[] permissions, params object[] fields) =>
            await company.JoinAsync((await owner.PostAsync("/api/v1/roles", new { name, permissions, fields })).ShouldBe(HttpStatusCode.Created).Text("id")!);
        object May(string permission, string scope = "all") => new { permission, scope };
        var few = await With("Few", [May("contacts.read", "own"), May("contacts.write", "own"), May("companies.read"), May("companies.write"), May("tags.write")]);
        (await few.PatchAsync(tag.Location!, new { color = "#000000" })).ShouldBe(HttpStatusCode.OK);
        (await few.PatchAsync(tag.Location!, new { name = "Mine" })).ShouldFail(403, "auth.forbidden");
        (await few.DeleteAsync(tag.Location!)).ShouldFail(403, "auth.forbidden");
        (await few.GetAsync(tag.Location!)).Shows("usage").ShouldBe("""[{"object":"company","count":0},{"object":"contact","count":0}]""");
        var blind = await With("Blind", [May("contacts.read"), May("contacts.write"), May("companies.read"), May("companies.write"), May("tags.write")], new { @object = "contact", field = "tags", access = "hidden" });
        (await blind.PatchAsync(tag.Location!, new { name = "Mine" })).ShouldFail(403, "access.fieldReadOnly");
        (await blind.GetAsync(tag.Location!)).Shows("usage").ShouldBe("""[{"object":"company","count":0}]""");
        var neither = await With("Neither", [May("tags.write")]);
        (await neither.GetAsync(TagJobs.Tags)).ShouldFail(403, "auth.forbidden");
        (await owner.GetAsync(tag.Location!)).Shows("usage").ShouldBe("""[{"object":"company","count":0},{"object":"contact","count":1}]""");
    }

    [Fact]
    public async Task A_tag_that_a_job_is_at_is_left_alone_until_it_has_ended()
    {
        var company = await host.SignUpAsync();
        var owner = company.Owner;
        (await owner.PostAsync("/api/v1/contacts", new { lastName = "a", tags = new[] { "VIP", "Old" } })).ShouldBe(HttpStatusCode.Created);
        var jobs = new TagJobs(company);
        var (tag, other) = (await jobs.TagAsync("VIP"), await jobs.TagAsync("Old"));
        // Somebody holds the contact, so that the job cannot go on.
        await using var tenant = await host.AdministratorAsync(company.Database);
        await using var hold = await tenant.BeginTransactionAsync();
        await tenant.ExecuteAsync("select from contacts.mt_doc_contact for update");
        var renaming = (await owner.PatchAsync($"{TagJobs.Tags}/{tag.Id}", new { name = "Key account", color = "#123456" })).ShouldBe(HttpStatusCode.Accepted);
        (renaming.Text("color"), renaming.ETag).ShouldBe(("#123456", "\"2\""));
        (await owner.PatchAsync($"{TagJobs.Tags}/{tag.Id}", new { name = "Else" })).ShouldFail(409, "tag.busy");
        (await owner.DeleteAsync($"{TagJobs.Tags}/{tag.Id}")).ShouldFail(409, "tag.busy");
        (await owner.PostAsync($"{TagJobs.Tags}/{other.Id}/merges", new { ids = new[] { tag.Id } })).ShouldFail(409, "tag.busy");
        (await owner.PatchAsync($"{TagJobs.Tags}/{tag.Id}", new { color = "#abcdef" })).ShouldBe(HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => (await jobs.NamesAsync()).SequenceEqual(["Key account", "Old", "VIP"]), TimeSpan.FromSeconds(20), "both names are there");
        await hold.RollbackAsync();
        await jobs.DoneAsync(renaming);
        (await jobs.NamesAsync()).ShouldBe(["Key account", "Old"]);
        (await owner.GetAsync($"{TagJobs.Tags}/{tag.Id}")).Text("color").ShouldBe("#abcdef");
        await jobs.DoneAsync(await owner.DeleteAsync($"{TagJobs.Tags}/{tag.Id}"));
    }

    [Fact]
    public async Task What_another_company_has_is_not_there()
    {
        var (owner, other) = ((await host.SignUpAsync()).Owner, (await host.SignUpAsync()).Owner);
        var theirs = (await other.PostAsync(TagJobs.Tags, new { name = "Theirs" })).ShouldBe(HttpStatusCode.Created);
        var mine = (await owner.PostAsync(TagJobs.Tags, new { name = "Mine" })).ShouldBe(HttpStatusCode.Created);
        (await owner.GetAsync(theirs.Location!)).ShouldFail(404, "request.notFound");
        (await owner.PatchAsync(theirs.Location!, new { name = "x" })).ShouldFail(404, "request.notFound");
        (await owner.DeleteAsync(theirs.Location!)).ShouldFail(404, "request.notFound");
        (await owner.PostAsync($"{theirs.Location}/merges", new { ids = new[] { mine.Id } })).ShouldFail(404, "request.notFound");
        (await owner.PostAsync($"{mine.Location}/merges", new { ids = new[] { theirs.Id } })).ShouldFail(404, "request.notFound");
        (await owner.PostAsync($"{mine.Location}/merges", new { ids = new[] { mine.Id } })).ShouldFail(422, "validation.failed");
        (await owner.PostAsync($"{mine.Location}/merges", new { ids = Array.Empty<Guid>() })).ShouldFail(422, "validation.failed");
        (await other.GetAsync(theirs.Location!)).ETag.ShouldBe("\"1\"");
    }

    [Fact]
    public async Task Two_who_use_or_make_a_new_tag_at_once_get_one()
    {
        var owner = (await host.SignUpAsync()).Owner;
        string[] writings = ["Gold", "gold", "GOLD", "gOLD"];
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i % 3 == 0
            ? owner.PostAsync(TagJobs.Tags, new { name = writings[i % 4] })
            : owner.PostAsync($"/api/v1/{(i % 3 == 1 ? "contacts" : "companies")}?onDuplicate=allow", new Dictionary<string, object> { [i % 3 == 1 ? "lastName" : "name"] = $"n{i}", ["tags"] = new[] { writings[i % 4] } })));
        foreach (var answer in answers.Where(a => a.Status != HttpStatusCode.Created)) answer.ShouldFail(409, "tag.nameTaken");
        var name = (string)(await owner.GetAsync(TagJobs.Tags)).Data.ShouldHaveSingleItem()["name"]!;
        foreach (var collection in new[] { "contacts", "companies" })
            (await owner.GetAsync($"/api/v1/{collection}")).Data.Select(r => r["tags"]!.ToJsonString()).ShouldAllBe(tags => tags == $"[\"{name}\"]");
    }
}
