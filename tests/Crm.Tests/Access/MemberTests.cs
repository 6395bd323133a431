using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Access;

public sealed class MemberTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Boss => own.Company.Owner;

    [Fact]
    public async Task A_suspended_member_is_out_within_seconds_and_comes_back()
    {
        var clerk = await own.Company.JoinAsync("member");
        (await Boss.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { status = "suspended" })).ShouldBe(HttpStatusCode.OK).Text("status").ShouldBe("suspended");
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, async () => (await clerk.GetAsync("/api/v1/contacts")).Status, TimeSpan.FromSeconds(5), "for the suspended");
        (await Boss.GetAsync("/api/v1/members?status=suspended")).Data.Select(m => (Guid)m["accountId"]!).ShouldBe([clerk.AccountId]);

        (await Boss.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { status = "active" })).ShouldBe(HttpStatusCode.OK);
        (await (await Person.LogInAsync(host, clerk.Email, own.Company.Slug)).GetAsync("/api/v1/contacts")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_removed_member_is_gone_and_can_be_invited_again()
    {
        var clerk = await own.Company.JoinAsync("member");
        (await Boss.DeleteAsync($"/api/v1/members/{clerk.AccountId}")).ShouldBe(HttpStatusCode.NoContent);
        (await Boss.GetAsync($"/api/v1/members/{clerk.AccountId}")).ShouldFail(404, "request.notFound");
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, async () => (await clerk.GetAsync("/api/v1/me")).Status, TimeSpan.FromSeconds(5), "for the removed");
        (await Boss.PostAsync("/api/v1/invitations", new { email = clerk.Email, role = "member" })).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Nobody_rises_above_themselves_nor_touches_who_stands_above()
    {
        var (admin, clerk) = (await own.Company.JoinAsync("admin"), await own.Company.JoinAsync("member"));
        (await admin.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { role = "owner" })).ShouldFail(403, "role.beyondOwnRights", "/role");
        (await admin.PatchAsync($"/api/v1/members/{admin.AccountId}", new { role = "owner" })).ShouldFail(403, "role.beyondOwnRights", "/role");
        (await admin.PatchAsync($"/api/v1/members/{Boss.AccountId}", new { status = "suspended" })).ShouldFail(403, "role.beyondOwnRights");
        (await admin.DeleteAsync($"/api/v1/members/{Boss.AccountId}")).ShouldFail(403, "role.beyondOwnRights");
        (await admin.PostAsync("/api/v1/invitations", new { email = "x@y.example", role = "owner" })).ShouldFail(403, "role.beyondOwnRights", "/role");
        (await admin.PostAsync("/api/v1/roles", new { name = "Kings", permissions = new[] { new { permission = "members.owners" } } })).ShouldFail(403, "role.beyondOwnRights", "/permissions/0");
        (await Boss.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { role = "emperor" })).ShouldFail(422, "role.unknown", "/role");
    }

    [Fact]
    public async Task Who_may_do_less_than_a_member_changes_nothing_about_them()
    {
        var role = (await Boss.PostAsync("/api/v1/roles", new { name = "Doorkeepers", permissions = new[] { new { permission = "members.write" } } })).ShouldBe(HttpStatusCode.Created).Id.ToString();
        var (keeper, mate, admin) = (await own.Company.JoinAsync(role), await own.Company.JoinAsync(role), await own.Company.JoinAsync("admin"));
        (await keeper.PatchAsync($"/api/v1/members/{admin.AccountId}", new { status = "suspended" })).ShouldFail(403, "role.beyondOwnRights", "/status");
        (await keeper.PatchAsync($"/api/v1/members/{admin.AccountId}", new { role })).ShouldFail(403, "role.beyondOwnRights", "/role");
        (await keeper.PatchAsync($"/api/v1/members/{mate.AccountId}", new { status = "suspended" })).ShouldBe(HttpStatusCode.OK);
        (await keeper.PatchAsync($"/api/v1/members/{mate.AccountId}", new { status = "active" })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_company_keeps_an_owner_even_if_two_step_down_at_once()
    {
        var company = await host.SignUpAsync();
        (await company.Owner.DeleteAsync("/api/v1/me/membership")).ShouldFail(409, "member.lastOwner");
        var second = await company.JoinAsync("owner");

        var answers = await Task.WhenAll(
            company.Owner.PatchAsync($"/api/v1/members/{company.Owner.AccountId}", new { role = "member" }), second.PatchAsync($"/api/v1/members/{second.AccountId}", new { role = "member" }));
        answers.Select(a => a.Status).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.Conflict]);
    }

    [Fact]
    public async Task Ownership_is_handed_over_in_one_act()
    {
        var company = await host.SignUpAsync();
        var heir = await company.JoinAsync("member");
        (await company.Owner.PostAsync("/api/v1/ownership-transfers", new { accountId = heir.AccountId })).ShouldBe(HttpStatusCode.OK).Text("role").ShouldBe("owner");
        await Eventually.EqualsAsync("owner", async () => (await heir.GetAsync("/api/v1/me")).Text("role"), TimeSpan.FromSeconds(5), "the heir's role");
        (await heir.GetAsync($"/api/v1/members/{company.Owner.AccountId}")).Text("role").ShouldBe("admin");
    }
}
