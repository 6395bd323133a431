using System.Net;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies.Merging;

/// <summary>Several companies become one, and several again.</summary>
public sealed class MergeCompaniesTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private const string Companies = "/api/v1/companies";

    private readonly CompaniesToMerge made = new(own);

    private Person Owner => made.Company.Owner;

    [Fact]
    public async Task Who_remains_wins_and_domains_children_and_contacts_become_its()
    {
        var survivor = await made.NewAsync(new { name = "Acme", domains = new[] { "acme.example" }, tags = new[] { "x" } });
        var other = await made.NewAsync(new { name = "ACME Inc", domains = new[] { "acme-inc.example" }, industry = "Steel", tags = new[] { "X", "y" } });
        var child = await made.NewAsync(new { name = "Child", parentId = other.Id });
        var both = await made.ContactAsync(new { companies = new object[] { new { companyId = other.Id, role = "CEO" }, new { companyId = survivor.Id, since = "2020-01-01" } } });
        var theirs = await made.ContactAsync(new { companyId = other.Id });

        var merged = (await made.MergeAsync(survivor, [other])).ShouldBe(HttpStatusCode.OK);
        merged.ETag.ShouldBe("\"2\"");
        var company = merged.Body["company"]!;
        ((string?)company["name"], (string?)company["industry"], company["domains"]!.ToJsonString(), company["tags"]!.ToJsonString()).ShouldBe(("Acme", "Steel", """["acme.example","acme-inc.example"]""", """["x","y"]"""));
        ((Guid)(await Owner.GetAsync(other.Location!)).ShouldFail(404, "company.merged").Body["mergedInto"]!).ShouldBe(survivor.Id);
        (await Owner.GetAsync(child.Location!)).Text("parentId").ShouldBe(survivor.Id.ToString());
        (await Owner.GetAsync(theirs.Location!)).Text("companyId").ShouldBe(survivor.Id.ToString());
        var one = (await Owner.GetAsync(both.Location!)).Body["companies"]!.AsArray().Single()!;
        ((Guid)one["companyId"]!, (string?)one["role"], (bool)one["primary"]!, (string?)one["since"]).ShouldBe((survivor.Id, "CEO", true, "2020-01-01"));
        ((int)(await Owner.GetAsync(survivor.Location!)).Body["contactCount"]!).ShouldBe(2);
        (await Owner.PostAsync(Companies, new { name = "z", domains = new[] { "acme-inc.example" } })).ShouldFail(409, "company.domainTaken").Body.ToJsonString().ShouldContain(survivor.Id.ToString());
    }

    [Fact]
    public async Task Every_member_can_be_chosen_and_a_dry_run_only_shows()
    {
        var (survivor, other) = (await made.NewAsync(new { name = "Bo", industry = "Wood" }), await made.NewAsync(new { name = "Bob", industry = "Iron", source = "fair" }));
        object Terms(bool dryRun) => new
        {
            from = new[] { other.Id },
            fields = new Dictionary<string, object> { ["name"] = new { from = other.Id }, ["industry"] = new { value = "Glass" }, ["source"] = new { from = survivor.Id } },
            dryRun,
        };
        var preview = (await made.PostAsync(survivor, Terms(true))).ShouldBe(HttpStatusCode.OK);
        preview.Body["id"].ShouldBeNull();
        var shown = preview.Body["company"]!;
        ((string?)shown["name"], (string?)shown["industry"], shown["source"]).ShouldBe(("Bob", "Glass", null));
        (await made.ShownAsync(survivor)).ShouldBe(CompaniesToMerge.Plain(survivor.Body));
        (await made.ShownAsync(other)).ShouldBe(CompaniesToMerge.Plain(other.Body));
        ((string?)(await made.PostAsync(survivor, Terms(false))).ShouldBe(HttpStatusCode.OK).Body["company"]!["name"]).ShouldBe("Bob");
    }

    [Fact]
    public async Task Who_stood_between_or_below_them_stands_below_the_one_that_remains()
    {
        var top = await made.NewAsync(new { name = "top" });
        var high = await made.NewAsync(new { name = "high", parentId = top.Id });
        var between = await made.NewAsync(new { name = "between", parentId = high.Id });
        var low = await made.NewAsync(new { name = "low", parentId = between.Id });
        var leaf = await made.NewAsync(new { name = "leaf", parentId = low.Id });
        var merged = (await made.MergeAsync(low, [high])).ShouldBe(HttpStatusCode.OK);
        ((Guid)merged.Body["company"]!["parentId"]!).ShouldBe(top.Id);
        (await Owner.GetAsync(between.Location!)).Text("parentId").ShouldBe(low.Id.ToString());
        (await Owner.GetAsync(leaf.Location!)).Text("parentId").ShouldBe(low.Id.ToString());
        (await made.ReverseAsync(low, merged)).ShouldBe(HttpStatusCode.OK).Body["company"]!["parentId"]!.ToString().ShouldBe(between.Id.ToString());

        object ParentOf(Guid id) => new { from = new[] { high.Id }, fields = new { parentId = new { value = id } } };
        foreach (var loop in (Guid[])[leaf.Id, between.Id, low.Id, high.Id]) (await made.PostAsync(low, ParentOf(loop))).ShouldFail(409, "company.cycle", "/fields/parentId");
        (await made.PostAsync(low, ParentOf(Guid.CreateVersion7()))).ShouldFail(422, "company.parentUnknown", "/fields/parentId");
        var elsewhere = await made.NewAsync(new { name = "elsewhere" });
        ((Guid)(await made.PostAsync(low, ParentOf(elsewhere.Id))).ShouldBe(HttpStatusCode.OK).Body["company"]!["parentId"]!).ShouldBe(elsewhere.Id);
    }

    [Fact]
    public async Task A_tree_that_would_be_too_deep_or_no_tree_again_is_refused()
    {
        var chain = new List<Answer> { await made.NewAsync(new { name = "1" }) };
        while (chain.Count < 19) chain.Add(await made.NewAsync(new { name = "x", parentId = chain[^1].Id }));
        var (root, child) = await made.WithChildAsync();
        await made.NewAsync(new { name = "grandchild", parentId = child.Id });
        (await made.MergeAsync(chain[^1], [root])).ShouldFail(409, "company.tooDeep", "/fields/parentId");

        var (survivor, (other, below)) = (await made.NewAsync(new { name = "s" }), await made.WithChildAsync());
        var above = await made.NewAsync(new { name = "above" });
        (await Owner.PatchAsync(other.Location!, new { parentId = above.Id })).ShouldBe(HttpStatusCode.OK);
        var merged = (await made.PostAsync(survivor, new { from = new[] { other.Id }, fields = new { parentId = new { value = (string?)null } } })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync(above.Location!, new { parentId = below.Id })).ShouldBe(HttpStatusCode.OK);
        (await made.ReverseAsync(survivor, merged)).ShouldFail(409, "company.mergeNotReversible");
        (await Owner.PatchAsync(above.Location!, new { parentId = (string?)null })).ShouldBe(HttpStatusCode.OK);
        (await made.ReverseAsync(survivor, merged)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        var (one, two) = (await made.NewAsync(new { name = "x" }), await made.NewAsync(new { name = "y" }));
        (await Owner.PostAsync($"{one.Location}/merges", new { from = new[] { two.Id } })).ShouldFail(428, "request.preconditionRequired");
        (await Owner.CallAsync(HttpMethod.Post, $"{one.Location}/merges", new { from = new[] { two.Id } }, "\"7\"")).ShouldFail(412, "request.stale");
        foreach (var from in (Guid[][])[[], [one.Id], [two.Id, two.Id], [.. Enumerable.Range(0, 51).Select(_ => Guid.CreateVersion7())]])
            (await made.PostAsync(one, new { from })).ShouldFail(422, "validation.failed", "/from");
        (await made.PostAsync(one, new { from = new[] { Guid.CreateVersion7() } })).ShouldFail(404, "request.notFound");
        (await made.PostAsync(one, new { from = new[] { two.Id }, fields = new { nothing = new { value = 1 } } })).ShouldFail(422, "request.unknownMember", "/fields/nothing");
        (await made.PostAsync(one, new { from = new[] { two.Id }, fields = new { name = new { value = (string?)null } } })).ShouldFail(422, "validation.failed", "/name");
    }

    [Fact]
    public async Task Too_many_contacts_for_one_transaction_are_refused()
    {
        var (survivor, other) = (await made.NewAsync(new { name = "few" }), await made.NewAsync(new { name = "many" }));
        var model = await made.ContactAsync(new { companyId = other.Id });
        await using var tenant = await made.Company.Host.AdministratorAsync(made.Company.Database);
        await tenant.ExecuteAsync("""
            begin; set local crm.set_based = 'on';
            insert into contacts.mt_doc_contact select (jsonb_populate_record(c, jsonb_build_object('id', n.id, 'data', c.data || jsonb_build_object('id', n.id)))).*
            from contacts.mt_doc_contact c, (select gen_random_uuid() as id from generate_series(1, 2000)) n where c.id = @id;
            commit;
            """, new { id = model.Id });
        (await made.MergeAsync(survivor, [other])).ShouldFail(409, "company.mergeTooLarge");
        (await Owner.GetAsync(other.Location!)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_merges_into_each_other_one_wins()
    {
        for (var round = 0; round < 5; round++)
        {
            var (one, two) = (await made.NewAsync(new { name = "x", domains = CompaniesToMerge.Domain() }), await made.NewAsync(new { name = "y", domains = CompaniesToMerge.Domain() }));
            var both = await Task.WhenAll(made.MergeAsync(one, [two]), made.MergeAsync(two, [one]));
            both.Count(a => a.Status is HttpStatusCode.OK).ShouldBe(1);
            ((int)both.Single(a => a.Status is not HttpStatusCode.OK).Status).ShouldBeOneOf(404, 409, 412);
        }
    }

    [Fact]
    public async Task Who_does_not_reach_one_of_them_finds_nothing_and_contacts_out_of_reach_follow_all_the_same()
    {
        async Task<Person> WithAsync(string read) => await made.Company.JoinAsync((await Owner.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions = new[] { new { permission = "companies.read", scope = read }, new { permission = "companies.write", scope = "own" } } }))
            .ShouldBe(HttpStatusCode.Created).Id.ToString());
        var (seller, reader) = (await WithAsync("own"), await WithAsync("all"));
        var theirs = await made.NewAsync(new { name = "theirs" });
        foreach (var (person, status, code) in ((Person, int, string)[])[(seller, 404, "request.notFound"), (reader, 403, "access.recordReadOnly")])
        {
            var mine = await made.NewAsync(new { name = "mine", ownerId = person.AccountId });
            (await person.CallAsync(HttpMethod.Post, $"{mine.Location}/merges", new { from = new[] { theirs.Id } }, "*")).ShouldFail(status, code);
            (await person.CallAsync(HttpMethod.Post, $"{theirs.Location}/merges", new { from = new[] { mine.Id } }, "*")).ShouldFail(status, code);
        }
        var (one, two) = (await made.NewAsync(new { name = "one", ownerId = seller.AccountId }), await made.NewAsync(new { name = "two", ownerId = seller.AccountId }));
        var contact = await made.ContactAsync(new { companyId = two.Id });
        var merged = (await seller.CallAsync(HttpMethod.Post, $"{one.Location}/merges", new { from = new[] { two.Id } }, "*")).ShouldBe(HttpStatusCode.OK);
        (await Owner.GetAsync(contact.Location!)).Text("companyId").ShouldBe(one.Id.ToString());
        var stranger = (await host.SignUpAsync()).Owner;
        (await stranger.PostAsync($"{one.Location}/merges/{merged.Id}/reversal")).ShouldFail(404, "request.notFound");
        (await seller.PostAsync($"{one.Location}/merges/{merged.Id}/reversal")).ShouldBe(HttpStatusCode.OK);
        (await Owner.GetAsync(contact.Location!)).Text("companyId").ShouldBe(two.Id.ToString());
    }

    [Fact]
    public async Task Who_is_put_with_a_company_while_it_is_merged_is_with_the_one_that_remains()
    {
        for (var round = 0; round < 10; round++)
        {
            var ids = new List<Guid>();
            foreach (var name in new[] { "Stays", "Goes" }) ids.Add((await Owner.PostAsync("/api/v1/companies?onDuplicate=allow", new { name = $"{name} {round}" })).ShouldBe(HttpStatusCode.Created).Id);
            var people = new List<Guid>();
            for (var i = 0; i < 4; i++) people.Add((await Owner.PostAsync("/api/v1/contacts?onDuplicate=allow", new { lastName = $"Mover {round} {i}" })).ShouldBe(HttpStatusCode.Created).Id);
            var merge = Owner.CallAsync(HttpMethod.Post, $"/api/v1/companies/{ids[0]}/merges", new { from = new[] { ids[1] } }, "*");
            var moves = await Task.WhenAll(people.Select(id => Owner.PatchAsync($"/api/v1/contacts/{id}", new { companyId = ids[1] })));
            (await merge).ShouldBe(HttpStatusCode.OK);
            foreach (var (id, move) in people.Zip(moves))
            {
                move.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity, HttpStatusCode.Conflict);
                ((Guid?)(await Owner.GetAsync($"/api/v1/contacts/{id}")).Body["companyId"]).ShouldBe(move.Status is HttpStatusCode.OK ? ids[0] : null, $"round {round}: {move.Status}");
            }
        }
    }
}
