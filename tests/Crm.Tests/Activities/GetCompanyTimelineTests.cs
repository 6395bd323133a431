using System.Net;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Activities;

public sealed class GetCompanyTimelineTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Boss => own.Company.Owner;

    [Fact]
    public async Task It_tells_newest_first_what_a_company_went_through()
    {
        var path = (await Boss.PostAsync("/api/v1/companies", new { name = "Acme" })).ShouldBe(HttpStatusCode.Created).Location!;
        await Boss.PatchAsync(path, new { industry = "Steel" });
        await Boss.DeleteAsync(path);
        await Boss.PostAsync($"{path}/restoration");
        await Eventually.EqualsAsync("company.restored company.trashed company.updated company.created",
            async () => string.Join(' ', (await Boss.GetAsync($"{path}/timeline?type=company")).Data.Select(e => (string?)e["kind"])), TimeSpan.FromSeconds(30), "timeline");
        (await Boss.GetAsync($"{path}/timeline?type=contact")).Data.ShouldBeEmpty();
        (await Boss.GetAsync($"{path}/timeline?type=nonsense")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await (await host.SignUpAsync()).Owner.GetAsync($"{path}/timeline")).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task What_is_hidden_from_a_role_is_not_told_either()
    {
        var path = (await Boss.PostAsync("/api/v1/contacts", new { lastName = "Ada" })).Location!;
        await Boss.PatchAsync(path, new { jobTitle = "Countess", source = "fair" });
        var role = (await Boss.PostAsync("/api/v1/roles", new { name = "no titles", permissions = new[] { new { permission = "contacts.read", scope = "all" } }, fields = new[] { new { @object = "contact", field = "jobTitle", access = "hidden" } } })).ShouldBe(HttpStatusCode.Created);
        var clerk = await own.Company.JoinAsync(role.Id.ToString());
        await Eventually.EqualsAsync(2, async () => (await clerk.GetAsync($"{path}/timeline")).Data.Count, TimeSpan.FromSeconds(30), "entries");
        (await clerk.GetAsync($"{path}/timeline?limit=1")).Data[0]["fields"]!.ToJsonString().ShouldBe("""["source"]""");
    }

    [Fact]
    public async Task A_page_of_many_entries_is_one_walk_along_an_index()
    {
        var company = (await Boss.PostAsync("/api/v1/companies", new { name = "Busy" })).Id;
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        await tenant.ExecuteAsync($$"""
            insert into activities.mt_doc_timelineentry (id, data, mt_dotnet_type, at, record_id, type)
            select i.id, jsonb_build_object('id', i.id, 'recordId', '{{company}}', 'kind', 'company.updated', 'at', i.at, 'actor', 'system'), 'x', i.at, '{{company}}', 'company'
            from (select gen_random_uuid() as id, timestamptz '2026-01-01' + n * interval '1 second' as at from generate_series(1, 100000) n) i;
            analyze activities.mt_doc_timelineentry
            """);
        var plan = string.Join('\n', await tenant.QueryAsync<string>($"explain analyze select d.data from activities.mt_doc_timelineentry d where d.record_id = '{company}' and (d.collection is null or d.collection = 'notes') order by d.at desc, d.id desc limit 51"));
        plan.ShouldContain("Index Scan Backward");
        plan.ShouldNotContain("Sort");
        var page = (await Boss.GetAsync($"/api/v1/companies/{company}/timeline")).ShouldBe(HttpStatusCode.OK);
        page.Data.Count.ShouldBe(50);
        (await Boss.GetAsync($"/api/v1/companies/{company}/timeline?cursor={page.Next}")).Data.Count.ShouldBe(50);
    }
}
