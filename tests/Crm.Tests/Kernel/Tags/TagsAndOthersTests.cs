using System.Net;
using System.Text;
using Crm.Tests.Kernel.Importing;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Tags;

/// <summary>Tags where other things change records: imports, merges, and the undoing of both.</summary>
public sealed class TagsAndOthersTests(CrmHost host)
{
    [Fact]
    public async Task Thousands_are_renamed_a_thousand_a_step_with_one_event_each_and_taken_back()
    {
        var company = await host.SignUpAsync();
        var jobs = new TagJobs(company);
        var people = new StringBuilder("lastName,email,tags\n");
        for (var i = 0; i < 2300; i++) people.Append($"Person{i},p{i}@many.example,{(i % 2 == 0 ? "vip" : "VIP; Old")}\n");
        await Imported.RunAsync(jobs.Owner, Encoding.UTF8.GetBytes(people.ToString()), new { onDuplicate = "allow" });
        var firms = new StringBuilder("name,tags\n");
        for (var i = 0; i < 300; i++) firms.Append($"Firm{i},\"New, Vip\"\n");
        await Imported.RunAsync(jobs.Owner, Encoding.UTF8.GetBytes(firms.ToString()), new { onDuplicate = "allow" }, kind: "company");
        (await jobs.BorneAsync()).ShouldBe(["1150 vip", "1150 vip,Old", "300 New,vip"]);
        var (before, tag) = (await jobs.BytesAsync(), await jobs.TagAsync("vip"));

        var job = await jobs.DoneAsync(await jobs.Owner.PatchAsync($"{TagJobs.Tags}/{tag.Id}", new { name = "Key account" }));
        ((long)job.Body["total"]!).ShouldBe(2601);
        (await jobs.BorneAsync()).ShouldBe(["1150 Key account", "1150 Key account,Old", "300 New,Key account"]);
        await jobs.SettledAsync();
        await using var tenant = await host.AdministratorAsync(company.Database);
        // Steps are transactions: three with records, of a thousand each and what was left.
        (await tenant.QueryAsync<long>("select count(*) from kernel.changes where means = @means and object in ('contact', 'company') group by xmin::text order by 1", new { means = $"job:{job.Id}" })).ShouldBe([600, 1000, 1000]);
        (await tenant.ExecuteScalarAsync<long>("select count(*) from activities.mt_doc_timelineentry where data ->> 'kind' in ('contact.updated', 'company.updated')")).ShouldBe(2600);

        await jobs.UndoAsync(job);
        (await jobs.BytesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_tag_that_an_import_made_stays_where_somebody_else_bears_it()
    {
        var jobs = new TagJobs(await host.SignUpAsync());
        var imported = await Imported.RunAsync(jobs.Owner, "lastName,tags\nA,first; second\n");
        await jobs.BearAsync("companies", "Since", trashed: false, "SECOND");
        (await jobs.Owner.PostAsync($"{TagJobs.Tags}/{(await jobs.TagAsync("first")).Id}/merges", new { ids = Array.Empty<Guid>() })).ShouldFail(422, "validation.failed");
        await jobs.UndoAsync(imported.Job);
        (await jobs.NamesAsync()).ShouldBe(["second"]);
    }

    [Fact]
    public async Task What_merging_and_unmerging_give_a_record_is_a_tag_again()
    {
        var jobs = new TagJobs(await host.SignUpAsync());
        foreach (var collection in new[] { "contacts", "companies" })
        {
            var (one, two) = (await jobs.BearAsync(collection, "one", trashed: false, "Mine"), await jobs.BearAsync(collection, "two", trashed: false, "Theirs"));
            var path = $"/api/v1/{collection}/{one}";
            var merged = (await jobs.Owner.CallAsync(HttpMethod.Post, $"{path}/merges", new { from = new[] { two }, fields = new { tags = new { value = new[] { "THEIRS", "Made" } } } }, "*")).ShouldBe(HttpStatusCode.OK);
            (await jobs.Owner.GetAsync(path)).Shows("tags").ShouldBe("""["Theirs","Made"]""");
            (await jobs.NamesAsync()).ShouldBe(["Made", "Mine", "Theirs"]);
            (await jobs.Owner.DeleteAsync($"{TagJobs.Tags}/{(await jobs.TagAsync("Mine")).Id}")).ShouldBe(HttpStatusCode.NoContent);

            (await jobs.Owner.CallAsync(HttpMethod.Post, $"{path}/merges/{merged.Id}/reversal")).ShouldBe(HttpStatusCode.OK);
            (await jobs.Owner.GetAsync(path)).Shows("tags").ShouldBe("""["Mine"]""");
            (await jobs.NamesAsync()).ShouldBe(["Made", "Mine", "Theirs"]);
            foreach (var name in await jobs.NamesAsync())
            {
                var gone = await jobs.Owner.DeleteAsync($"{TagJobs.Tags}/{(await jobs.TagAsync(name)).Id}");
                if (gone.Status is HttpStatusCode.Accepted) await jobs.DoneAsync(gone);
            }
            (await jobs.NamesAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Companies_that_are_tagged_in_bulk_in_a_batch_and_by_filling_get_the_companys_writing()
    {
        var jobs = new TagJobs(await host.SignUpAsync());
        var owner = jobs.Owner;
        await jobs.BearAsync("contacts", "first", trashed: false, "Gold", "Silver");
        await jobs.BearAsync("companies", "Acme", trashed: false);
        await jobs.DoneAsync(await owner.PostAsync("/api/v1/bulk-actions", new { @object = "company", filter = new { and = Array.Empty<object>() }, action = "addTags", tags = new[] { "gold", "Bronze" } }), counts: false);
        (await jobs.BorneAsync()).ShouldBe(["1 Gold,Bronze", "1 Gold,Silver"]);
        (await owner.PostAsync("/api/v1/companies/batch", new { mode = "atomic", items = new object[] { new { op = "create", data = new { name = "Batch", tags = new[] { "SILVER", "bronze", "Tin" } } } } })).ShouldBe(HttpStatusCode.OK);
        object Filled(string tag) => new { name = "Filled", address = new { city = "Berlin", country = "DE" }, tags = new[] { tag } };
        (await owner.PostAsync("/api/v1/companies", Filled("gold"))).ShouldBe(HttpStatusCode.Created);
        (await owner.PostAsync("/api/v1/companies?onDuplicate=merge", Filled("TIN"))).ShouldBe(HttpStatusCode.OK).Shows("tags").ShouldBe("""["Gold","Tin"]""");
        (await jobs.NamesAsync()).ShouldBe(["Bronze", "Gold", "Silver", "Tin"]);
    }
}
