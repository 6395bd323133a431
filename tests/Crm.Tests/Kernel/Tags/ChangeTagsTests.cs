using System.Net;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Tags;

/// <summary>A tag is renamed, merged and deleted on all that bear it, contacts and companies, live and in the trash, and that is taken back to the byte.</summary>
public sealed class ChangeTagsTests(CrmHost host)
{
    [Fact]
    public async Task Renaming_changes_all_that_bear_it_and_is_taken_back_to_the_byte()
    {
        var jobs = await BearersAsync();
        var (owner, tag, before) = (jobs.Owner, await jobs.TagAsync("VIP"), await jobs.BytesAsync());
        tag.Shows("usage").ShouldBe("""[{"object":"company","count":2},{"object":"contact","count":2}]""");

        var accepted = await owner.PatchAsync($"{TagJobs.Tags}/{tag.Id}", new { name = " Key account " }, tag.ETag);
        (accepted.Text("name"), accepted.ETag).ShouldBe(("VIP", tag.ETag!.Split('.')[0].TrimEnd('"') + "\""));
        var job = await jobs.DoneAsync(accepted);
        ((long)job.Body["done"]!).ShouldBe(9);
        (await jobs.BorneAsync()).ShouldBe(["4 Key account", "4 beta,Key account,Old"]);
        (await jobs.NamesAsync()).ShouldBe(["beta", "Key account", "Old"]);
        var renamed = await owner.GetAsync($"{TagJobs.Tags}/{tag.Id}");
        (renamed.Text("name"), renamed.Shows("usage")).ShouldBe(("Key account", tag.Shows("usage")));
        renamed.ETag.ShouldNotBe(tag.ETag);
        (await owner.GetAsync("/api/v1/contacts?tag=KEY%20account&count=exact")).Body["page"]!["total"]!.GetValue<int>().ShouldBe(2);
        (await owner.GetAsync("/api/v1/companies?tag=vip")).Data.ShouldBeEmpty();
        await jobs.SettledAsync();
        var contact = (await owner.GetAsync("/api/v1/contacts")).Data[0]["id"];
        (await owner.GetAsync($"/api/v1/contacts/{contact}/timeline")).Data[0]["fields"]!.ToJsonString().ShouldBe("""["tags"]""");

        ((long)(await jobs.UndoAsync(job)).Body["failedRows"]!).ShouldBe(0);
        (await jobs.BytesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Merging_leaves_one_and_is_taken_back_to_the_byte()
    {
        var jobs = await BearersAsync();
        var (into, others, before) = (await jobs.TagAsync("beta"), new[] { (await jobs.TagAsync("VIP")).Id, (await jobs.TagAsync("Old")).Id }, await jobs.BytesAsync());
        (await jobs.Owner.PatchAsync($"{TagJobs.Tags}/{others[0]}", new { color = "#AABBCC", description = "Who pays" })).ShouldBe(HttpStatusCode.OK);
        before = await jobs.BytesAsync();

        var job = await jobs.DoneAsync(await jobs.Owner.CallAsync(HttpMethod.Post, $"{TagJobs.Tags}/{into.Id}/merges", new { ids = others }, into.ETag));
        (await jobs.BorneAsync()).ShouldBe(["8 beta"]);
        (await jobs.NamesAsync()).ShouldBe(["beta"]);
        (await jobs.Owner.GetAsync($"{TagJobs.Tags}/{others[0]}")).ShouldFail(404, "request.notFound");

        ((long)(await jobs.UndoAsync(job)).Body["failedRows"]!).ShouldBe(0);
        (await jobs.BytesAsync()).ShouldBe(before);
        // The revision goes on: a tag's entity tags never come again.
        (await jobs.Owner.GetAsync($"{TagJobs.Tags}/{others[0]}")).ETag!.ShouldStartWith("\"3");
    }

    [Fact]
    public async Task Deleting_takes_it_from_all_and_is_taken_back_to_the_byte()
    {
        var jobs = await BearersAsync();
        var (tag, before) = (await jobs.TagAsync("VIP"), await jobs.BytesAsync());
        var job = await jobs.DoneAsync(await jobs.Owner.DeleteAsync($"{TagJobs.Tags}/{tag.Id}", tag.ETag));
        (await jobs.BorneAsync()).ShouldBe(["4 beta,Old"]);
        (await jobs.NamesAsync()).ShouldBe(["beta", "Old"]);
        ((long)(await jobs.UndoAsync(job)).Body["failedRows"]!).ShouldBe(0);
        (await jobs.BytesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Another_way_to_write_a_name_reaches_all_that_bear_it()
    {
        var jobs = await BearersAsync();
        var (tag, before) = (await jobs.TagAsync("VIP"), await jobs.BytesAsync());
        var job = await jobs.DoneAsync(await jobs.Owner.PatchAsync($"{TagJobs.Tags}/{tag.Id}", new { name = "Vip" }));
        (await jobs.BorneAsync()).ShouldBe(["4 Vip", "4 beta,Vip,Old"]);
        (await jobs.NamesAsync()).ShouldBe(["beta", "Old", "Vip"]);
        await jobs.UndoAsync(job);
        (await jobs.BytesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task What_came_since_stays_when_a_renaming_is_taken_back()
    {
        var jobs = await BearersAsync();
        var tag = await jobs.TagAsync("VIP");
        var job = await jobs.DoneAsync(await jobs.Owner.PatchAsync($"{TagJobs.Tags}/{tag.Id}", new { name = "Key account" }));
        await jobs.BearAsync("contacts", "since", trashed: false, "key ACCOUNT");
        await jobs.UndoAsync(job);
        (await jobs.NamesAsync()).ShouldBe(["beta", "Key account", "Old", "VIP"]);
        (await jobs.BorneAsync()).ShouldBe(["1 Key account", "4 VIP", "4 beta,VIP,Old"]);
        (await jobs.TagAsync("VIP")).Id.ShouldBe(tag.Id);

        // A tag that is gone comes into being again where the undoing of something else gives it back to a record.
        var untagged = await jobs.DoneAsync(await jobs.Owner.PostAsync("/api/v1/bulk-actions", new { @object = "contact", filter = new { field = "lastName", op = "eq", value = "since" }, action = "removeTags", tags = new[] { "key account" } }), counts: false);
        (await jobs.Owner.DeleteAsync($"{TagJobs.Tags}/{(await jobs.TagAsync("Key account")).Id}")).ShouldBe(HttpStatusCode.NoContent);
        await jobs.UndoAsync(untagged);
        (await jobs.NamesAsync()).ShouldBe(["beta", "Key account", "Old", "VIP"]);
    }

    [Fact]
    public async Task Whoever_tags_records_meanwhile_leaves_none_with_the_old_name()
    {
        var jobs = await BearersAsync();
        var tag = await jobs.TagAsync("VIP");
        using var over = new CancellationTokenSource();
        // Each creates and changes records with the old name for as long as the job runs, and some time before.
        var writers = Enumerable.Range(0, 4).Select(async w =>
        {
            var n = 0;
            while (!over.IsCancellationRequested)
            {
                var id = await jobs.BearAsync(w % 2 == 0 ? "contacts" : "companies", $"w{w}n{n++}", trashed: false, "vip");
                (await jobs.Owner.PatchAsync($"/api/v1/{(w % 2 == 0 ? "contacts" : "companies")}/{id}", new { tags = new[] { "Old", "vip" } })).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);
            }
        }).ToList();
        await Task.Delay(300);
        var job = await jobs.DoneAsync(await jobs.Owner.PatchAsync($"{TagJobs.Tags}/{tag.Id}", new { name = "Key account" }));
        var finished = DateTimeOffset.Parse(job.Text("finishedAt")!, null);
        await over.CancelAsync();
        await Task.WhenAll(writers);
        ((long)job.Body["done"]!).ShouldBeGreaterThan(9);

        // Whoever wrote the old name after the end has made it anew; before that, nobody bears it.
        await using var tenant = await host.AdministratorAsync(Of(jobs).Database);
        var anew = await tenant.ExecuteScalarAsync<DateTime?>("select (data ->> 'createdAt')::timestamptz from kernel.mt_doc_tag where key = 'vip'");
        if (anew is { } at) new DateTimeOffset(at, TimeSpan.Zero).ShouldBeGreaterThan(finished - TimeSpan.FromSeconds(1));
        (await tenant.ExecuteScalarAsync<long>("""
            select count(*) from (select tag_keys from contacts.mt_doc_contact union all select tag_keys from companies.mt_doc_company) r
            where exists (select from unnest(tag_keys) k where not exists (select from kernel.mt_doc_tag t where t.key = k))
            """)).ShouldBe(0);
        (await tenant.ExecuteScalarAsync<long>("""
            select count(*) from (select tag_keys, data ->> 'updatedAt' as at from contacts.mt_doc_contact union all select tag_keys, data ->> 'updatedAt' from companies.mt_doc_company) r
            where tag_keys @> '{vip}' and at::timestamptz < @finished
            """, new { finished = (anew is { } a ? new DateTimeOffset(a, TimeSpan.Zero) : finished) - TimeSpan.FromSeconds(1) })).ShouldBe(0);
    }

    private readonly Dictionary<TagJobs, Company> companies = [];

    private Company Of(TagJobs jobs) => companies[jobs];

    private async Task<TagJobs> BearersAsync()
    {
        var company = await host.SignUpAsync();
        var jobs = new TagJobs(company);
        companies[jobs] = company;
        await jobs.BearAsync(["VIP"], ["beta", "vip", "Old"]);
        return jobs;
    }
}
