using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Companies;

public sealed class CompanyHierarchyTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task It_shows_who_is_above_and_how_many_are_below()
    {
        var top = await NewAsync("Top");
        var (left, right) = (await NewAsync("left", top), await NewAsync("Right", top));
        var below = await NewAsync("Below", left);
        var lowest = await NewAsync("Lowest", below);

        var tree = await TreeAsync(top);
        Named(tree["ultimateParent"]!).ShouldBe((top, "Top"));
        tree["ancestors"]!.AsArray().ShouldBeEmpty();
        tree["children"]!.AsArray().Select(child => (Named(child!), (int)child!["descendants"]!)).ShouldBe([((left, "left"), 2), ((right, "Right"), 0)]);
        ((int)tree["descendants"]!, (bool)tree["hasMore"]!).ShouldBe((4, false));

        tree = await TreeAsync(lowest);
        Named(tree["ultimateParent"]!).ShouldBe((top, "Top"));
        tree["ancestors"]!.AsArray().Select(above => Named(above!)).ShouldBe([(top, "Top"), (left, "left"), (below, "Below")]);
        (tree["children"]!.AsArray().Count, (int)tree["descendants"]!).ShouldBe((0, 0));
    }

    [Fact]
    public async Task The_trash_cuts_it_until_what_was_there_comes_back()
    {
        var top = await NewAsync("Top");
        var middle = await NewAsync("Middle", top);
        var bottom = await NewAsync("Bottom", middle);
        await Owner.DeleteAsync($"/api/v1/companies/{middle}");
        ((int)(await TreeAsync(top))["descendants"]!).ShouldBe(0);
        Named((await TreeAsync(bottom))["ultimateParent"]!).ShouldBe((bottom, "Bottom"));
        (await Owner.GetAsync($"/api/v1/companies/{bottom}")).Text("parentId").ShouldBe(middle.ToString());

        (await Owner.PostAsync($"/api/v1/companies/{middle}/restoration")).ShouldBe(HttpStatusCode.OK);
        ((int)(await TreeAsync(top))["descendants"]!).ShouldBe(2);
        Named((await TreeAsync(bottom))["ultimateParent"]!).ShouldBe((top, "Top"));
    }

    [Fact]
    public async Task Who_is_out_of_reach_is_left_out()
    {
        var role = await RoleAsync(new { permission = "companies.read", scope = "own" });
        var seller = await own.Company.JoinAsync(role);
        var top = await NewAsync("Top", owner: seller);
        var hidden = await NewAsync("Hidden", top);
        var mine = await NewAsync("Mine", hidden, seller);
        await NewAsync("Theirs", mine);

        var tree = (await seller.GetAsync($"/api/v1/companies/{mine}/hierarchy")).ShouldBe(HttpStatusCode.OK).Body;
        tree["ancestors"]!.AsArray().Select(above => Named(above!)).ShouldBe([(top, "Top")]);
        (tree["children"]!.AsArray().Count, (int)tree["descendants"]!).ShouldBe((0, 0));
        tree = (await seller.GetAsync($"/api/v1/companies/{top}/hierarchy")).Body;
        (tree["children"]!.AsArray().Count, (int)tree["descendants"]!).ShouldBe((0, 1));
        tree.ToJsonString().ShouldNotContain("Hidden");
        (await seller.GetAsync($"/api/v1/companies/{hidden}/hierarchy")).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task Who_may_not_see_parents_sees_no_tree()
    {
        var role = await RoleAsync(new { permission = "companies.read", scope = "all" }, new { @object = "company", field = "parentId", access = "hidden" });
        var clerk = await own.Company.JoinAsync(role);
        (await clerk.GetAsync($"/api/v1/companies/{await NewAsync("Top")}/hierarchy")).ShouldFail(403, "access.fieldHidden");
    }

    [Fact]
    public async Task Of_many_children_the_first_two_hundred_are_shown()
    {
        var top = await NewAsync("Top");
        await using (var tenant = await own.Company.Host.AdministratorAsync(own.Company.Database))
            await tenant.ExecuteAsync(
                """
                insert into companies.mt_doc_company (id, data, parent_id, name_key, domains, tag_keys, search_text, created_at, updated_at)
                select md5('child' || n)::uuid, jsonb_build_object('id', md5('child' || n)::uuid, 'name', 'Child ' || n, 'parentId', @top), @top, 'child ' || lpad(n::text, 3, '0'), '{}', '{}', '', now(), now()
                from generate_series(1, 201) n
                """, new { top });
        var tree = await TreeAsync(top);
        var children = tree["children"]!.AsArray();
        (children.Count, (string?)children[0]!["name"], (string?)children[^1]!["name"]).ShouldBe((200, "Child 1", "Child 200"));
        ((int)tree["descendants"]!, (bool)tree["hasMore"]!).ShouldBe((201, true));
    }

    private async Task<JsonNode> TreeAsync(Guid company) => (await Owner.GetAsync($"/api/v1/companies/{company}/hierarchy")).ShouldBe(HttpStatusCode.OK).Body;

    private async Task<Guid> NewAsync(string name, Guid? parentId = null, Person? owner = null) =>
        (await Owner.PostAsync("/api/v1/companies", new { name, parentId, ownerId = owner?.AccountId })).ShouldBe(HttpStatusCode.Created).Id;

    private async Task<string> RoleAsync(object permission, params object[] fields) =>
        (await Owner.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions = new[] { permission }, fields })).ShouldBe(HttpStatusCode.Created).Id.ToString();

    private static (Guid Id, string Name) Named(JsonNode company) => ((Guid)company["id"]!, (string)company["name"]!);
}
