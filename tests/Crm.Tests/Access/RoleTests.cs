using System.Net;
using Crm.Tests.Support;
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

    private async Task<string> RoleAsync(IEnumerable<string> permissions, params object[] fields) =>
        (await Boss.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions = permissions.Select(permission => new { permission }), fields })).ShouldBe(HttpStatusCode.Created).Id.ToString();
}
