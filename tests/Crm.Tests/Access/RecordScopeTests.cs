using System.Net;
using System.Text;
using Crm.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;
using Xunit;

namespace Crm.Tests.Access;

/// <summary>A role's scopes and field rules, through the endpoints of a module that knows nothing of them.</summary>
public sealed class RecordScopeTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Boss => own.Company.Owner;

    [Fact]
    public async Task Own_records_are_seen_and_others_are_not_there()
    {
        var seller = await own.Company.JoinAsync(await RoleAsync([("contacts.read", "own"), ("contacts.write", "own")]));
        var (mine, theirs) = (await ContactAsync(seller.AccountId), await ContactAsync(Boss.AccountId));

        (await seller.GetAsync($"/api/v1/contacts/{mine}")).ShouldBe(HttpStatusCode.OK);
        foreach (var path in new[] { "", "/timeline", "/stage-history" })
            (await seller.GetAsync($"/api/v1/contacts/{theirs}{path}")).ShouldFail(404, "request.notFound");
        (await seller.PatchAsync($"/api/v1/contacts/{theirs}", new { ownerId = seller.AccountId })).ShouldFail(404, "request.notFound");
        var list = await seller.GetAsync("/api/v1/contacts?count=exact");
        ((int?)list.Body["page"]!["total"], (Guid?)list.Data[0]["id"]).ShouldBe((1, mine));
    }

    [Fact]
    public async Task What_may_be_seen_but_not_changed_answers_403()
    {
        var reader = await own.Company.JoinAsync(await RoleAsync([("contacts.read", "all"), ("contacts.write", "own")]));
        var theirs = await ContactAsync(Boss.AccountId);

        (await reader.PatchAsync($"/api/v1/contacts/{theirs}", new { ownerId = reader.AccountId })).ShouldFail(403, "access.recordReadOnly");
        (await reader.DeleteAsync($"/api/v1/contacts/{theirs}")).ShouldFail(403, "access.recordReadOnly");
        (await Boss.GetAsync($"/api/v1/contacts/{theirs}")).Text("ownerId").ShouldBe(Boss.AccountId.ToString());
    }

    [Fact]
    public async Task A_team_shares_its_records_with_those_above_and_not_with_those_beside()
    {
        var (lead, seller, stranger) = (await TeamMateAsync(), await TeamMateAsync(), await TeamMateAsync());
        await TeamAsync(await TeamAsync(null, lead), seller);
        await TeamAsync(null, stranger);
        var contact = await ContactAsync(seller.AccountId);

        await Eventually.EqualsAsync(HttpStatusCode.OK, async () => (await lead.GetAsync($"/api/v1/contacts/{contact}")).Status, TimeSpan.FromSeconds(5), "the lead's view");
        (await stranger.GetAsync($"/api/v1/contacts/{contact}")).ShouldFail(404, "request.notFound");
        var question = $"/api/v1/access/explanations?object=contact&id={contact}";
        (await Boss.GetAsync($"{question}&accountId={lead.AccountId}")).Body["read"]!["reason"]!.GetValue<string>().ShouldBe("teamRecord");
        (await stranger.GetAsync(question)).Body["read"]!["reason"]!.GetValue<string>().ShouldBe("othersRecord");
        (await stranger.GetAsync($"{question}&accountId={lead.AccountId}")).ShouldFail(403, "auth.forbidden");
    }

    [Fact]
    public async Task A_hidden_field_is_in_no_answer_and_a_read_only_one_does_not_change()
    {
        var clerk = await own.Company.JoinAsync(await RoleAsync([("contacts.read", "all"), ("contacts.write", "all")],
            new { @object = "contact", field = "phones", access = "hidden" }, new { @object = "contact", field = "jobTitle", access = "read" }));
        var contact = $"/api/v1/contacts/{await ContactAsync(clerk.AccountId)}";

        (await clerk.GetAsync(contact)).Body["phones"].ShouldBeNull();
        (await clerk.GetAsync("/api/v1/contacts")).Body.ToJsonString().ShouldNotContain("phones");
        (await clerk.PatchAsync(contact, new { jobTitle = "Boss" })).ShouldFail(403, "access.fieldReadOnly", "/jobTitle");
        (await clerk.PatchAsync(contact, new { firstName = "Ann" })).ShouldBe(HttpStatusCode.OK);
        (await clerk.PostAsync("/api/v1/contacts", new { firstName = "Bob", jobTitle = "Clerk" })).ShouldFail(403, "access.fieldReadOnly", "/jobTitle");
        (await Boss.GetAsync(contact)).Body["phones"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_hidden_is_neither_found_nor_ordered_by_nor_told_by_the_name()
    {
        var secret = $"s{Guid.CreateVersion7():n}";
        (await Boss.PostAsync("/api/v1/contacts", new { emails = new[] { new { address = $"{secret}@x.example" } } })).ShouldBe(HttpStatusCode.Created);
        (await Boss.PostAsync("/api/v1/contacts", new { firstName = $"f{secret}", lastName = $"l{secret}" })).ShouldBe(HttpStatusCode.Created);
        var clerk = await own.Company.JoinAsync(await RoleAsync([("contacts.read", "all")],
            new { @object = "contact", field = "emails", access = "hidden" }, new { @object = "contact", field = "lastName", access = "hidden" }, new { @object = "contact", field = "tags", access = "hidden" }));

        (await Boss.GetAsync($"/api/v1/contacts?q={secret}@x")).Data.Count.ShouldBe(1);
        (await clerk.GetAsync($"/api/v1/contacts?q={secret}@x")).Data.ShouldBeEmpty();
        (await clerk.GetAsync($"/api/v1/contacts?q=f{secret}")).Data.Single()["fullName"]!.GetValue<string>().ShouldBe($"f{secret}");
        (await clerk.GetAsync($"/api/v1/contacts?q=l{secret}")).Data.ShouldBeEmpty();
        (await clerk.GetAsync("/api/v1/contacts?sort=lastName")).ShouldFail(403, "access.fieldHidden", "?lastName");
        (await clerk.GetAsync("/api/v1/contacts?tag=x")).ShouldFail(403, "access.fieldHidden", "?tags");
        for (var page = await clerk.GetAsync("/api/v1/contacts?sort=-fullName&limit=1"); ; page = await clerk.GetAsync($"/api/v1/contacts?sort=-fullName&limit=1&cursor={page.Next}"))
        {
            page.ShouldBe(HttpStatusCode.OK).Body.ToJsonString().ShouldNotContain($"{secret}@x");
            if (page.Next is null) break;
            Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(page.Next)).ShouldNotContain($"{secret}@x");
        }
        (await clerk.GetAsync("/api/v1/contacts?limit=200")).Data.ShouldContain(contact => (string?)contact["fullName"] == "…");
    }

    [Fact]
    public async Task A_changed_role_takes_effect_on_tokens_already_issued()
    {
        var role = await RoleAsync([("contacts.read", "all")]);
        var clerk = await own.Company.JoinAsync(role);
        (await clerk.GetAsync("/api/v1/contacts")).ShouldBe(HttpStatusCode.OK);

        (await Boss.PatchAsync($"/api/v1/roles/{role}", new { permissions = new[] { new { permission = "me.read" } } })).ShouldBe(HttpStatusCode.OK);
        await Eventually.EqualsAsync(HttpStatusCode.Forbidden, async () => (await clerk.GetAsync("/api/v1/contacts")).Status, TimeSpan.FromSeconds(5), "after the change");
    }

    private async Task<string> RoleAsync((string Name, string Scope)[] permissions, params object[] fields) =>
        (await Boss.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions = permissions.Select(p => new { permission = p.Name, scope = p.Scope }), fields }))
        .ShouldBe(HttpStatusCode.Created).Id.ToString();

    private async Task<Person> TeamMateAsync() => await own.Company.JoinAsync(await RoleAsync([("contacts.read", "team"), ("contacts.write", "own"), ("members.read", "all")]));

    private async Task<Guid> TeamAsync(Guid? parent, Person member)
    {
        var team = (await Boss.PostAsync("/api/v1/teams", new { name = $"t{Guid.CreateVersion7():n}", parentId = parent })).ShouldBe(HttpStatusCode.Created).Id;
        (await Boss.CallAsync(HttpMethod.Put, $"/api/v1/teams/{team}/members/{member.AccountId}")).ShouldBe(HttpStatusCode.NoContent);
        return team;
    }

    private async Task<Guid> ContactAsync(Guid owner) =>
        (await Boss.PostAsync("/api/v1/contacts?onDuplicate=allow", new { firstName = "Carl", ownerId = owner, phones = new[] { new { raw = "+493012345678" } } })).ShouldBe(HttpStatusCode.Created).Id;
}
