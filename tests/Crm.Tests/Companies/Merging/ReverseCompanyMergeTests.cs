using System.Net;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies.Merging;

/// <summary>One company becomes several again.</summary>
public sealed class ReverseCompanyMergeTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private readonly CompaniesToMerge made = new(own);

    private Person Owner => made.Company.Owner;

    [Fact]
    public async Task Random_companies_merged_and_unmerged_are_byte_equal_with_children_contacts_and_claims()
    {
        (await Owner.PostAsync("/api/v1/custom-fields", new { @object = "company", key = "vat", label = "VAT", type = "text", unique = true })).ShouldBe(HttpStatusCode.Created);
        var dice = new Random(4712);
        for (var round = 0; round < 12; round++)
        {
            var family = new List<Answer>();
            for (var i = 0; i < dice.Next(4, 9); i++) family.Add(await made.NewAsync(CompaniesToMerge.RandomCompany(dice, family)));
            var people = new List<Answer>();
            for (var i = 0; i < 6; i++) people.Add(await made.ContactAsync(new { companies = family.Where(_ => dice.Next(3) == 0).Select(c => new { companyId = c.Id, role = dice.Next(2) == 0 ? null : $"R{dice.Next(3)}" }) }));
            var chosen = family.OrderBy(_ => dice.Next()).Take(dice.Next(2, 5)).ToList();

            var before = await made.StateAsync(family, people);
            var merged = (await made.MergeAsync(chosen[0], [.. chosen.Skip(1)])).ShouldBe(HttpStatusCode.OK);
            var gone = chosen.Skip(1).Select(c => c.Id.ToString()).ToList();
            foreach (var person in people) gone.ShouldNotContain(id => (Owner.GetAsync(person.Location!).Result.Body["companies"]!.ToJsonString()).Contains(id), $"round {round}");
            foreach (var company in family.Where(c => !gone.Contains(c.Id.ToString())))
            {
                gone.ShouldNotContain((await Owner.GetAsync(company.Location!)).ShouldBe(HttpStatusCode.OK).Text("parentId"));
                (await Owner.GetAsync($"{company.Location}/hierarchy")).ShouldBe(HttpStatusCode.OK).Body["ancestors"]!.AsArray().Count.ShouldBeLessThan(family.Count);
            }
            (await made.StateAsync(family, people)).ShouldNotBe(before);

            (await made.ReverseAsync(chosen[0], merged)).ShouldBe(HttpStatusCode.OK).Body["kept"]!.AsArray().ShouldBeEmpty();
            (await made.StateAsync(family, people)).ShouldBe(before, $"round {round}");
            (await made.ReverseAsync(chosen[0], merged)).ShouldFail(409, "company.mergeNotReversible");
        }
    }

    [Fact]
    public async Task What_was_changed_since_is_kept_and_told()
    {
        var survivor = await made.NewAsync(new { name = "s", tags = new[] { "a" } });
        var other = await made.NewAsync(new { name = "o", industry = "Steel", source = "fair", domains = CompaniesToMerge.Domain(), tags = new[] { "b" } });
        var child = await made.NewAsync(new { name = "child", parentId = other.Id });
        var (stays, leaves) = (await made.ContactAsync(new { companyId = other.Id }), await made.ContactAsync(new { companyId = other.Id }));
        var merged = (await made.MergeAsync(survivor, [other])).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync(survivor.Location!, new { industry = "Wood", tags = new[] { "a", "b", "c" } })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync(child.Location!, new { parentId = (string?)null })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync(stays.Location!, new { jobTitle = "Boss" })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync(leaves.Location!, new { companyId = (string?)null })).ShouldBe(HttpStatusCode.OK);
        (await Owner.CallAsync(HttpMethod.Post, $"{survivor.Location}/merges/{merged.Id}/reversal", ifMatch: "\"2\"")).ShouldFail(412, "request.stale");

        var reversed = (await made.ReverseAsync(survivor, merged)).ShouldBe(HttpStatusCode.OK);
        reversed.Body["kept"]!.AsArray().Select(k => (string)k!).ShouldBe(["industry", "tags"], ignoreOrder: true);
        var company = (await Owner.GetAsync(survivor.Location!)).Body;
        ((string?)company["industry"], company["source"], company["tags"]!.ToJsonString(), company["domains"]!.AsArray().Count).ShouldBe(("Wood", null, """["a","c"]""", 0));
        (await made.ShownAsync(other)).ShouldBe(CompaniesToMerge.Plain(other.Body));
        (await Owner.GetAsync(child.Location!)).Body["parentId"].ShouldBeNull();
        var contact = (await Owner.GetAsync(stays.Location!)).Body;
        ((Guid)contact["companyId"]!, (string?)contact["jobTitle"]).ShouldBe((other.Id, "Boss"));
        (await Owner.GetAsync(leaves.Location!)).Body["companies"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task It_cannot_be_reversed_when_a_domain_or_a_company_has_gone_elsewhere_or_after_thirty_days()
    {
        var (survivor, other) = (await made.NewAsync(new { name = "x" }), await made.NewAsync(new { name = "y", domains = CompaniesToMerge.Domain() }));
        var merged = await made.MergeAsync(survivor, [other]);
        (await Owner.PatchAsync(survivor.Location!, new { domains = Array.Empty<string>() })).ShouldBe(HttpStatusCode.OK);
        var third = await made.NewAsync(new { name = "z", domains = new[] { (string)other.Body["domains"]![0]! } });
        (await made.ReverseAsync(survivor, merged)).ShouldFail(409, "company.domainTaken");
        (await Owner.DeleteAsync(third.Location!)).ShouldBe(HttpStatusCode.NoContent);
        await using var tenant = await made.Company.Host.AdministratorAsync(made.Company.Database);
        Task<int> AgeAsync(string by) => tenant.ExecuteAsync("update companies.mt_doc_companymerge set data = jsonb_set(data, '{at}', to_jsonb((data ->> 'at')::timestamptz + @by::interval)) where id = @id", new { by, id = merged.Id });
        (await AgeAsync("-30 days")).ShouldBe(1);
        (await made.ReverseAsync(survivor, merged)).ShouldFail(409, "company.mergeNotReversible");
        await AgeAsync("1 hour");
        (await Owner.PostAsync($"{other.Location}/restoration")).ShouldBe(HttpStatusCode.OK).Body["mergedInto"].ShouldBeNull();
        (await made.ReverseAsync(survivor, merged)).ShouldFail(409, "company.mergeNotReversible");
    }

    [Fact]
    public async Task The_timeline_tells_of_all_until_it_is_reversed()
    {
        var (survivor, other) = (await made.NewAsync(new { name = "x" }), await made.NewAsync(new { name = "y" }));
        Task<TimeSpan> CreatedAsync(Answer company, int count) => Eventually.EqualsAsync(count, async () => (await Owner.GetAsync($"{company.Location}/timeline")) is { Status: HttpStatusCode.OK } page
            ? page.Data.Count(e => (string?)e["kind"] == "company.created") : -1, TimeSpan.FromSeconds(20), "timeline");
        var merged = await made.MergeAsync(survivor, [other]);
        await CreatedAsync(survivor, 2);
        (await made.ReverseAsync(survivor, merged)).ShouldBe(HttpStatusCode.OK);
        await CreatedAsync(survivor, 1);
        await CreatedAsync(other, 1);
    }
}
