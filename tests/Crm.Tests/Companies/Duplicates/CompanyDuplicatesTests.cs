using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies.Duplicates;

/// <summary>A company that is likely to be there already is not created unseen.</summary>
public sealed class CompanyDuplicatesTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private const string Companies = "/api/v1/companies";
    private readonly string name = $"N{Guid.CreateVersion7():n}";

    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task The_name_without_its_legal_form_and_a_place_or_phone_are_enough()
    {
        var there = await NewAsync(new { name = $"{name} GmbH", address = new { city = "Köln", country = "DE" }, phones = new[] { new { number = "+4922112345" } } });
        foreach (var (twin, reasons) in ((object, string[])[])[
            (new { name = $"{name.ToUpperInvariant()} Ltd.", address = new { city = "koln" } }, ["nameAndCity"]),
            (new { name, address = new { country = "DE" } }, ["nameAndCountry"]),
            (new { name = $"{name} AG", phones = new[] { new { raw = "+49 221 12345" } }, address = new { city = "Köln" } }, ["nameAndPhone", "nameAndCity"])])
        {
            var candidate = (await Owner.PostAsync(Companies, twin)).ShouldFail(409, "company.duplicate").Body["candidates"]!.AsArray().ShouldHaveSingleItem()!;
            ((Guid)candidate["id"]!, (string)candidate["name"]!).ShouldBe((there.Id, $"{name} GmbH"));
            candidate["reasons"]!.AsArray().Select(r => (string)r!).ShouldBe(reasons, ignoreOrder: true);
            ((decimal)candidate["score"]!).ShouldBeInRange(0.75m, 1m);
        }
        await NewAsync(new { name });
        await NewAsync(new { name, address = new { city = "Bonn", country = "FR" } });
        await NewAsync(new { name = $"{name} Holding", address = new { city = "Köln", country = "DE" } });
    }

    [Fact]
    public async Task Allow_creates_return_answers_and_merge_fills()
    {
        var there = await NewAsync(new { name = $"{name} GmbH", industry = "Steel", address = new { country = "DE" } });
        object again = new { name, industry = "Wood", description = "More.", domains = new[] { $"{name}.example" }, address = new { country = "DE" } };
        var returned = (await Owner.PostAsync($"{Companies}?onDuplicate=return", again)).ShouldBe(HttpStatusCode.OK);
        (returned.Id, returned.ETag).ShouldBe((there.Id, "\"1\""));
        var merged = (await Owner.PostAsync($"{Companies}?onDuplicate=merge", again)).ShouldBe(HttpStatusCode.OK);
        (merged.Id, merged.ETag, merged.Text("industry"), merged.Text("description"), merged.Text("name")).ShouldBe((there.Id, "\"2\"", "Steel", "More.", $"{name} GmbH"));
        merged.Shows("domains").ShouldBe($"""["{name.ToLowerInvariant()}.example"]""");
        (await Owner.PostAsync(Companies, again)).ShouldFail(409, "company.domainTaken");
        (await Owner.PostAsync($"{Companies}?onDuplicate=allow", new { name, address = new { country = "DE" } })).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Of_two_at_once_at_most_one_wins()
    {
        object twin = new { name, address = new { city = "Rome", country = "IT" } };
        var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Owner.PostAsync(Companies, twin)));
        all.Count(a => a.Status is HttpStatusCode.Created).ShouldBe(1);
        all.Count(a => a.Code is "company.duplicate").ShouldBe(4);
    }

    [Fact]
    public async Task Groups_are_listed_within_reach_and_can_be_dismissed()
    {
        var boss = (await host.SignUpAsync()).Owner;
        var ids = new List<Guid>();
        foreach (var form in (string[])["GmbH", "AG"]) ids.Add((await boss.PostAsync($"{Companies}?onDuplicate=allow", new { name = $"{name} {form}", address = new { city = "Bern", country = "CH" } })).ShouldBe(HttpStatusCode.Created).Id);
        var group = (await boss.GetAsync($"{Companies}/duplicates")).ShouldBe(HttpStatusCode.OK).Data.ShouldHaveSingleItem();
        (group["records"]!.AsArray().Select(r => (Guid)r!["id"]!).Order().SequenceEqual(ids.Order()), (decimal)group["score"]!).ShouldBe((true, 0.975m));
        (await Owner.PostAsync($"{Companies}/duplicates/dismissals", new { ids })).ShouldFail(404, "request.notFound");
        (await boss.PostAsync($"{Companies}/duplicates/dismissals", new { ids })).ShouldBe(HttpStatusCode.NoContent);
        (await boss.GetAsync($"{Companies}/duplicates")).Data.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_out_of_reach_is_not_told()
    {
        object twin = new { name, address = new { country = "DE" } };
        await NewAsync(twin);
        var role = (await Owner.PostAsync("/api/v1/roles", new { name, permissions = new[] { "companies.read", "companies.write" }.Select(permission => new { permission, scope = "own" }) })).ShouldBe(HttpStatusCode.Created).Id;
        (await (await own.Company.JoinAsync(role.ToString())).PostAsync(Companies, twin)).ShouldBe(HttpStatusCode.Created);
    }

    private async Task<Answer> NewAsync(object body) => (await Owner.PostAsync(Companies, body)).ShouldBe(HttpStatusCode.Created);
}
