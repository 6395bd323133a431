using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts.Affiliations;

/// <summary>With which companies a contact is, whichever of the two members says it.</summary>
public sealed class ContactCompaniesTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task What_is_written_is_what_is_shown_and_the_first_is_primary()
    {
        var (a, b) = (await CompanyAsync(), await CompanyAsync());
        var made = await ContactAsync(new { lastName = "x", companies = new object[] { new { companyId = a, role = " CEO ", since = "2020-01-01" }, new { companyId = b, role = "CTO", since = "2010-01-01", until = "2019-12-31" } } });
        made.Shows("companies").ShouldBe($$"""[{"companyId":"{{a}}","role":"CEO","primary":true,"since":"2020-01-01"},{"companyId":"{{b}}","role":"CTO","primary":false,"since":"2010-01-01","until":"2019-12-31"}]""");
        made.Text("companyId").ShouldBe(a.ToString());
        (await Owner.GetAsync(made.Location!)).Body.ToJsonString().ShouldBe(made.Body.ToJsonString());
    }

    [Fact]
    public async Task Company_id_takes_the_primary_place_and_leaves_the_others()
    {
        var (a, b, c) = (await CompanyAsync(), await CompanyAsync(), await CompanyAsync());
        var path = (await ContactAsync(new { lastName = "x", companies = new object[] { new { companyId = a, role = "one" }, new { companyId = b, role = "two" } } })).Location!;
        Told(await Owner.PatchAsync(path, new { companyId = c })).ShouldBe([(c, true), (b, false)]);
        Told(await Owner.PatchAsync(path, new { companyId = b })).ShouldBe([(b, true)]);
        (await Owner.GetAsync(path)).Body["companies"]![0]!["role"]!.ToString().ShouldBe("two");
        Told(await Owner.PatchAsync(path, new { companies = new object[] { new { companyId = a }, new { companyId = c, primary = true } } })).ShouldBe([(a, false), (c, true)]);
        var left = await Owner.PatchAsync(path, new Dictionary<string, object?> { ["companyId"] = null });
        Told(left).ShouldBe([(a, false)]);
        left.Body["companyId"].ShouldBeNull();
        Told(await Owner.PatchAsync(path, new { jobTitle = "x" })).ShouldBe([(a, false)]);
        Told(await Owner.PatchAsync(path, new Dictionary<string, object?> { ["companies"] = null })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Both_together_agree_or_are_refused()
    {
        var (a, b) = (await CompanyAsync(), await CompanyAsync());
        Told(await ContactAsync(new { lastName = "x", companyId = b, companies = new object[] { new { companyId = a }, new { companyId = b } } })).ShouldBe([(a, false), (b, true)]);
        foreach (var wrong in (object[])[
            new { lastName = "x", companyId = b, companies = new object[] { new { companyId = a } } },
            new { lastName = "x", companyId = b, companies = new object[] { new { companyId = a, primary = true }, new { companyId = b } } }])
            (await Owner.PostAsync("/api/v1/contacts", wrong)).ShouldFail(422, "validation.failed", "/companyId");
        (await Owner.PostAsync("/api/v1/contacts", new { lastName = "x", companies = new object[] { new { companyId = a }, new { companyId = a } } })).ShouldFail(422, "validation.failed", "/companies");
        (await Owner.PostAsync("/api/v1/contacts", new { lastName = "x", companies = new object[] { new { companyId = a, since = "2020-01-02", until = "2020-01-01" } } })).ShouldFail(422, "validation.failed", "/companies/0/until");
        (await Owner.PostAsync("/api/v1/contacts", new { lastName = "x", companies = new object[] { new { companyId = a }, new { companyId = Guid.CreateVersion7() } } })).ShouldFail(422, "contact.companyUnknown", "/companies/1/companyId");
        (await Owner.PostAsync("/api/v1/contacts", new { lastName = "x", companies = Enumerable.Range(0, 51).Select(_ => new { companyId = Guid.CreateVersion7() }) })).ShouldFail(422, "validation.failed", "/companies");
    }

    [Fact]
    public async Task One_is_put_and_taken_away_alone()
    {
        var (a, b) = (await CompanyAsync("Anvil"), await CompanyAsync("Bolt"));
        var path = (await ContactAsync(new { lastName = "x" })).Location!;
        (await Owner.PutAsync($"{path}/companies/{a}", new { })).ShouldFail(428, "request.preconditionRequired");
        var put = (await Owner.PutAsync($"{path}/companies/{a}", new { role = "CEO" }, "\"1\"")).ShouldBe(HttpStatusCode.OK);
        (put.ETag, string.Join(",", Told(put))).ShouldBe(("\"2\"", $"({a}, True)"));
        (await Owner.PutAsync($"{path}/companies/{a}", new { }, "\"1\"")).ShouldFail(412, "request.stale");
        Told(await Owner.PutAsync($"{path}/companies/{b}", new { }, "\"2\"")).ShouldBe([(a, true), (b, false)]);
        Told(await Owner.PutAsync($"{path}/companies/{b}", new { primary = true, until = "2024-01-01" }, "*")).ShouldBe([(a, false), (b, true)]);
        (await Owner.PutAsync($"{path}/companies/{Guid.CreateVersion7()}", new { }, "*")).ShouldFail(422, "contact.companyUnknown", "/companyId");
        (await Owner.PutAsync($"{path}/companies/{a}", new { since = "2024-01-02", until = "2024-01-01" }, "*")).ShouldFail(422, "validation.failed");

        var listed = (await Owner.GetAsync($"{path}/companies")).Data;
        listed.Select(c => ((Guid)c["companyId"]!, (string?)c["companyName"], (string?)c["role"])).ShouldBe([(a, "Anvil", "CEO"), (b, "Bolt", null)]);
        (await Owner.DeleteAsync($"/api/v1/companies/{b}")).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.GetAsync($"{path}/companies")).Data[1]["companyName"].ShouldBeNull();
        (await Owner.GetAsync(path)).Text("companyId").ShouldBe(b.ToString());
        (await Owner.PutAsync($"{path}/companies/{b}", new { role = "gone", primary = true }, "*")).ShouldBe(HttpStatusCode.OK);

        Told(await Owner.DeleteAsync($"{path}/companies/{b}")).ShouldBe([(a, false)]);
        (await Owner.DeleteAsync($"{path}/companies/{b}")).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task There_are_up_to_fifty()
    {
        var companies = new List<Guid>();
        for (var i = 0; i < 51; i++) companies.Add(await CompanyAsync());
        var path = (await ContactAsync(new { lastName = "x", companies = companies.Take(50).Select(companyId => new { companyId, primary = false }) })).Location!;
        (await Owner.PutAsync($"{path}/companies/{companies[50]}", new { }, "*")).ShouldFail(409, "contact.tooManyCompanies");
        (await Owner.PutAsync($"{path}/companies/{companies[49]}", new { role = "x" }, "*")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_two_at_once_neither_is_lost()
    {
        var (a, b) = (await CompanyAsync(), await CompanyAsync());
        var path = (await ContactAsync(new { lastName = "x" })).Location!;
        var both = await Task.WhenAll(new[] { a, b }.Select(id => Owner.PutAsync($"{path}/companies/{id}", new { }, "\"1\"")));
        both.Count(put => put.Status is HttpStatusCode.OK).ShouldBe(1);
        both.Single(put => put.Status is not HttpStatusCode.OK).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        Told(await Owner.GetAsync(path)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_company_lists_all_who_are_with_it_and_filters_go_both_ways()
    {
        var (a, b) = (await CompanyAsync("Filter A"), await CompanyAsync("Filter B"));
        await ContactAsync(new { lastName = "Both", companies = new object[] { new { companyId = a }, new { companyId = b } } });
        await ContactAsync(new { lastName = "OnlyB", companyId = b });
        (await NamesAsync($"/api/v1/companies/{a}/contacts?sort=lastName")).ShouldBe("Both");
        (await NamesAsync($"/api/v1/companies/{b}/contacts?sort=lastName")).ShouldBe("Both,OnlyB");
        (await NamesAsync($"/api/v1/companies/{b}/contacts?primary=true")).ShouldBe("OnlyB");
        (await NamesAsync($"/api/v1/companies/{b}/contacts?q=only")).ShouldBe("OnlyB");
        (await FoundAsync("contacts", $$"""{"field":"companies","op":"anyOf","value":["{{b}}"]}""")).ShouldBe("Both,OnlyB");
        (await FoundAsync("contacts", """{"field":"companies.name","op":"eq","value":"filter b"}""")).ShouldBe("Both,OnlyB");
        (await FoundAsync("contacts", """{"field":"company.name","op":"eq","value":"filter b"}""")).ShouldBe("OnlyB");
        (await FoundAsync("contacts", """{"field":"companies","op":"exists","value":{"field":"name","op":"startsWith","value":"filter"}}""")).ShouldBe("Both,OnlyB");
        (await FoundAsync("companies", """{"field":"contacts.lastName","op":"eq","value":"both"}""")).ShouldBe("Filter A,Filter B");
        (await Owner.DeleteAsync($"/api/v1/companies/{a}")).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.GetAsync($"/api/v1/companies/{a}/contacts")).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task Who_may_not_see_one_of_the_members_sees_neither_nor_what_they_tell()
    {
        var company = await CompanyAsync();
        var contact = (await ContactAsync(new { lastName = "x", companyId = company })).Location!;
        foreach (var field in (string[])["companyId", "companies"])
        {
            var blind = await WithAsync([("contacts.read", "all"), ("companies.read", "all")], new { @object = "contact", field, access = "hidden" });
            (await blind.GetAsync(contact)).Body.ToJsonString().ShouldNotContain(company.ToString());
            (await blind.GetAsync($"{contact}/companies")).ShouldFail(403, "access.fieldHidden");
            (await blind.GetAsync($"/api/v1/companies/{company}/contacts")).ShouldFail(403, "access.fieldHidden");
            (await blind.GetAsync($"/api/v1/companies/{company}")).Body["contactCount"].ShouldBeNull();
            (await blind.PostAsync("/api/v1/contacts/query", JsonNode.Parse("""{"filter":{"field":"companies","op":"notNull"}}"""))).ShouldFail(403, "access.fieldHidden");
        }
        var clerk = await WithAsync([("contacts.read", "all"), ("contacts.write", "all"), ("companies.read", "all")], new { @object = "contact", field = "companyId", access = "read" });
        (await clerk.PostAsync("/api/v1/contacts", new { lastName = "x", companies = new[] { new { companyId = company } } })).ShouldFail(403, "access.fieldReadOnly", "/companyId");
        (await clerk.PutAsync($"{contact}/companies/{company}", new { primary = false }, "*")).ShouldFail(403, "access.fieldReadOnly", "/companyId");
    }

    [Fact]
    public async Task Who_does_not_reach_the_contact_or_the_company_finds_nothing()
    {
        var seller = await WithAsync([("contacts.read", "own"), ("contacts.write", "own"), ("companies.read", "own")]);
        var (mine, theirs) = (await CompanyAsync(owner: seller), await CompanyAsync());
        var contact = (await ContactAsync(new { lastName = "x", companyId = theirs, ownerId = seller.AccountId })).Location!;
        var other = (await ContactAsync(new { lastName = "y", companyId = mine })).Location!;
        (await seller.GetAsync($"{contact}/companies")).Data.Single()["companyName"].ShouldBeNull();
        (await seller.PutAsync($"{other}/companies/{mine}", new { }, "*")).ShouldFail(404, "request.notFound");
        (await seller.GetAsync($"/api/v1/companies/{theirs}/contacts")).ShouldFail(404, "request.notFound");
        (await seller.GetAsync($"/api/v1/companies/{mine}/contacts")).Data.ShouldBeEmpty();
        ((int)(await seller.GetAsync($"/api/v1/companies/{mine}")).Body["contactCount"]!).ShouldBe(0);
        ((int)(await Owner.GetAsync($"/api/v1/companies/{mine}")).Body["contactCount"]!).ShouldBe(1);
        var reader = await WithAsync([("companies.read", "all")]);
        (await reader.GetAsync($"/api/v1/companies/{mine}")).ShouldBe(HttpStatusCode.OK).Body["contactCount"].ShouldBeNull();
        (await reader.GetAsync($"/api/v1/companies/{mine}/hierarchy")).ShouldBe(HttpStatusCode.OK).Body["contactCount"].ShouldBeNull();
    }

    [Fact]
    public async Task Another_company_sees_nothing()
    {
        var company = await CompanyAsync();
        var path = (await ContactAsync(new { lastName = "x", companyId = company })).Location!;
        var stranger = (await host.SignUpAsync()).Owner;
        (await stranger.GetAsync($"{path}/companies")).ShouldFail(404, "request.notFound");
        (await stranger.PutAsync($"{path}/companies/{company}", new { }, "*")).ShouldFail(404, "request.notFound");
        (await stranger.DeleteAsync($"{path}/companies/{company}")).ShouldFail(404, "request.notFound");
        (await stranger.GetAsync($"/api/v1/companies/{company}/contacts")).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task Counts_roll_up_and_count_everybody_once()
    {
        var top = await CompanyAsync();
        var (left, right) = (await CompanyAsync(parent: top), await CompanyAsync(parent: top));
        var below = await CompanyAsync(parent: left);
        await ContactAsync(new { lastName = "a", companies = new object[] { new { companyId = left }, new { companyId = below }, new { companyId = top } } });
        await ContactAsync(new { lastName = "b", companyId = below });
        var gone = (await ContactAsync(new { lastName = "c", companyId = right })).Location!;
        var tree = (await Owner.GetAsync($"/api/v1/companies/{top}/hierarchy")).Body;
        ((int)tree["contactCount"]!).ShouldBe(3);
        tree["children"]!.AsArray().Select(c => ((Guid)c!["id"]!, (int)c["contactCount"]!)).ShouldBe([(left, 2), (right, 1)], ignoreOrder: true);
        ((int)(await Owner.GetAsync($"/api/v1/companies/{top}")).Body["contactCount"]!).ShouldBe(1);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Owner.PostAsync("/api/v1/contacts", new { lastName = $"n{i}", companyId = right })).Append(Owner.DeleteAsync(gone)));
        ((int)(await Owner.GetAsync($"/api/v1/companies/{right}")).Body["contactCount"]!).ShouldBe(10);
    }

    [Fact]
    public async Task A_companys_tag_changes_with_its_count_and_writes_compare_the_revision()
    {
        var path = $"/api/v1/companies/{await CompanyAsync()}";
        var seen = (await Owner.GetAsync(path)).ETag!;
        (await Owner.GetAsync(path)).ETag.ShouldBe(seen);
        await ContactAsync(new { lastName = "x", companyId = Guid.Parse(path.Split('/')[^1]) });
        (await Owner.GetAsync(path)).ETag.ShouldNotBe(seen);

        var changed = (await Owner.PatchAsync(path, new { address = new { city = "Ulm" } }, seen)).ShouldBeOk();
        (await Owner.PatchAsync(path, new { address = new { city = "Bonn" } }, seen)).ShouldFail(412, "request.stale");
        (await Owner.PatchAsync(path, new { address = new { city = "Bonn" } }, changed.ETag)).ShouldBeOk();
    }

    private static IReadOnlyList<(Guid Company, bool Primary)> Told(Answer answer) =>
        [.. answer.ShouldBeOk().Body["companies"]!.AsArray().Select(c => ((Guid)c!["companyId"]!, (bool)c["primary"]!))];

    private async Task<string> NamesAsync(string path) => string.Join(",", (await Owner.GetAsync(path)).ShouldBe(HttpStatusCode.OK).Data.Select(c => (string?)c["lastName"]));

    private async Task<string> FoundAsync(string kind, string filter)
    {
        var name = kind == "contacts" ? "lastName" : "name";
        var found = await Owner.PostAsync($"/api/v1/{kind}/query", new JsonObject { ["filter"] = JsonNode.Parse(filter), ["sort"] = new JsonArray(new JsonObject { ["field"] = name }) });
        return string.Join(",", found.ShouldBe(HttpStatusCode.OK).Data.Select(c => (string?)c[name]));
    }

    private async Task<Answer> ContactAsync(object body) => (await Owner.PostAsync("/api/v1/contacts", body)).ShouldBe(HttpStatusCode.Created);

    private async Task<Guid> CompanyAsync(string? name = null, Guid? parent = null, Person? owner = null) =>
        (await Owner.PostAsync("/api/v1/companies", new { name = name ?? $"c{Guid.CreateVersion7():n}", parentId = parent, ownerId = owner?.AccountId })).ShouldBe(HttpStatusCode.Created).Id;

    private async Task<Person> WithAsync((string Name, string Scope)[] permissions, params object[] fields) => await own.Company.JoinAsync(
        (await Owner.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions = permissions.Select(p => new { permission = p.Name, scope = p.Scope }), fields }))
        .ShouldBe(HttpStatusCode.Created).Id.ToString());
}

file static class Answers
{
    public static Answer ShouldBeOk(this Answer answer)
    {
        ((int)answer.Status).ShouldBeInRange(200, 201, answer.Json?.ToJsonString());
        return answer;
    }
}
