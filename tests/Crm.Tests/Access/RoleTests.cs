using System.Net;
using Crm.Tests.Audit;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Access;

public sealed class RoleTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private static readonly object NoPhones = new { @object = "contact", field = "phones", access = "hidden" };
    private static readonly object LockedTitle = new { @object = "contact", field = "jobTitle", access = "read" };

    private Person Boss => own.Company.Owner;

    [Fact]
    public async Task Nobody_gets_rid_of_the_field_rules_of_their_own_role()
    {
        string[] may = ["contacts.read", "contacts.write", "roles.write", "members.read", "members.write"];
        var role = await RoleAsync(may, NoPhones, LockedTitle);
        var clerk = await own.Company.JoinAsync(role);
        var (unruled, stricter, mate) = (await RoleAsync(["contacts.read"]), await RoleAsync(["contacts.read"], NoPhones, new { @object = "contact", field = "jobTitle", access = "hidden" }), await own.Company.JoinAsync(role));

        (await clerk.PatchAsync($"/api/v1/roles/{role}", new { fields = new[] { LockedTitle } })).ShouldFail(403, "role.beyondOwnRights", "/fields");
        (await clerk.PatchAsync($"/api/v1/roles/{role}", new { fields = new[] { new { @object = "contact", field = "phones", access = "read" }, LockedTitle } })).ShouldFail(403, "role.beyondOwnRights", "/fields");
        (await clerk.PostAsync("/api/v1/roles", new { name = "Free", permissions = new[] { new { permission = "contacts.read" } } })).ShouldFail(403, "role.beyondOwnRights", "/fields");
        (await clerk.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { role = unruled })).ShouldFail(403, "role.beyondOwnRights", "/role");
        (await clerk.PostAsync("/api/v1/invitations", new { email = "x@y.example", role = unruled })).ShouldFail(403, "role.beyondOwnRights", "/role");
        (await clerk.PatchAsync($"/api/v1/roles/{unruled}", new { name = "Mine" })).ShouldFail(403, "role.beyondOwnRights");

        (await clerk.PatchAsync($"/api/v1/members/{mate.AccountId}", new { role = stricter })).ShouldBe(HttpStatusCode.OK);
        (await clerk.PatchAsync($"/api/v1/roles/{role}", new { description = "Not the telephone." })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_role_that_is_still_named_somewhere_is_kept_or_has_an_heir_everywhere()
    {
        var (role, heir) = (await RoleAsync(["contacts.read"]), await RoleAsync(["contacts.read"]));
        var email = $"new-{Guid.CreateVersion7():n}@elsewhere.example";
        var invitation = (await Boss.PostAsync("/api/v1/invitations", new { email, role })).ShouldBe(HttpStatusCode.Created);
        (await Boss.DeleteAsync($"/api/v1/roles/{role}")).ShouldFail(409, "role.inUse");
        var clerk = await own.Company.JoinAsync(role);
        var seen = (await Boss.GetAsync($"/api/v1/members/{clerk.AccountId}")).ETag;
        await using (var control = await own.Company.Host.AdministratorAsync())
            await control.ExecuteAsync("""
                insert into identity.sso_connections (id, tenant_id, issuer, client_id, sealed_secret, scopes, default_role, jit_provisioning, status, created_at, updated_at)
                values (gen_random_uuid(), @Id, 'https://id.example', 'c', 's', '{openid}', @role, true, 'disabled', now(), now())
                """, new { own.Company.Id, role });

        (await Boss.DeleteAsync($"/api/v1/roles/{role}?reassignTo=owner")).ShouldFail(409, "role.inUse");
        (await Boss.DeleteAsync($"/api/v1/roles/{role}?reassignTo={heir}")).ShouldBe(HttpStatusCode.NoContent);
        (await Boss.GetAsync($"/api/v1/invitations/{invitation.Id}")).Text("role").ShouldBe(heir);
        (await Boss.GetAsync("/api/v1/sso-connection")).Text("defaultRole").ShouldBe(heir);
        (await Boss.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { status = "suspended" }, seen)).ShouldFail(412, "request.stale");
        (await Boss.AuditAsync($"?object=member&objectId={clerk.AccountId}")).Select(e => (string?)e["action"]).ShouldBe(["updated"]);
        (await Boss.DeleteAsync($"/api/v1/roles/{heir}")).ShouldFail(409, "role.inUse");
        (await Boss.DeleteAsync("/api/v1/sso-connection")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_invitation_to_a_role_that_is_gone_makes_no_member_and_a_member_of_such_a_role_is_mended()
    {
        var role = await RoleAsync(["contacts.read"]);
        var email = $"new-{Guid.CreateVersion7():n}@elsewhere.example";
        (await Boss.PostAsync("/api/v1/invitations", new { email, role })).ShouldBe(HttpStatusCode.Created);
        var clerk = await own.Company.JoinAsync(role);
        await using (var control = await own.Company.Host.AdministratorAsync()) await control.ExecuteAsync("delete from identity.roles where id = @id", new { id = Guid.Parse(role) });

        var token = await own.Company.Host.Mail.TokenAsync(email, "/accept-invitation");
        (await Boss.PostAsync("/api/v1/public/invitations/acceptance", new { token, fullName = "Nina New", password = Company.Password })).ShouldFail(422, "invitation.invalid", "/token");
        (await Boss.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { role })).ShouldBe(HttpStatusCode.OK);
        (await Boss.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { role = "member" })).ShouldBe(HttpStatusCode.OK);
        (await Boss.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { role })).ShouldFail(422, "role.unknown", "/role");
    }

    [Fact]
    public async Task A_company_has_a_hundred_roles_of_its_own_and_no_more()
    {
        var company = await own.Company.Host.SignUpAsync();
        await using (var control = await own.Company.Host.AdministratorAsync())
            await control.ExecuteAsync("insert into identity.roles (id, tenant_id, name, permissions, created_at, updated_at) select gen_random_uuid(), @Id, 'r' || i, '[]', now(), now() from generate_series(1, 99) i", new { company.Id });
        var body = (string name) => new { name, permissions = new[] { new { permission = "contacts.read" } } };
        (await company.Owner.PostAsync("/api/v1/roles", body("The hundredth"))).ShouldBe(HttpStatusCode.Created);
        (await company.Owner.PostAsync("/api/v1/roles", body("One more"))).ShouldFail(409, "role.tooMany");
    }

    [Fact]
    public async Task The_tag_of_a_built_in_role_tells_what_it_may_do_and_is_known_again()
    {
        var tags = new List<string?>();
        foreach (var role in new[] { "readOnly", "member", "owner" })
        {
            tags.Add((await Boss.GetAsync($"/api/v1/roles/{role}")).ETag);
            using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/roles/{role}") { Headers = { { "If-None-Match", tags[^1] } } };
            using var answer = await Boss.Http.SendAsync(again);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        }
        tags.ShouldBeUnique();
    }

    private async Task<string> RoleAsync(IEnumerable<string> permissions, params object[] fields) =>
        (await Boss.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions = permissions.Select(permission => new { permission }), fields })).ShouldBe(HttpStatusCode.Created).Id.ToString();
}
