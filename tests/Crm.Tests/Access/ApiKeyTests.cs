using System.Net;
using System.Net.Http.Headers;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Access;

public sealed class ApiKeyTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Boss => own.Company.Owner;

    [Fact]
    public async Task A_key_works_for_its_scopes_and_no_further_and_is_shown_once()
    {
        var (id, key) = await KeyAsync(Boss, ("contacts.read", "all"), ("contacts.write", "all"));
        key.ShouldMatch("^crm_live_[0-9a-f]{16}_[0-9a-f]{72}$");
        (await Boss.GetAsync($"/api/v1/api-keys/{id}")).Body.ToJsonString().ShouldNotContain(key);

        using var program = Program(key);
        (await program.GetAsync("/api/v1/contacts")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var path in new[] { "/api/v1/members", "/api/v1/me", "/api/v1/api-keys", "/api/v1/tags" })
            (await program.GetAsync(path)).StatusCode.ShouldBe(path.EndsWith("tags", StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.Forbidden, path);
        var made = await (new Person(Boss.AccountId, "", key, "", program)).PostAsync("/api/v1/contacts", new { firstName = "By", lastName = "Program" });
        made.ShouldBe(HttpStatusCode.Created).Text("createdBy").ShouldBe($"apiKey:{id}");
        (await Boss.GetAsync($"/api/v1/api-keys/{id}")).Body["lastUsedAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_key_never_holds_more_than_its_maker_nor_what_is_for_people()
    {
        var body = (string permission) => new { name = "k", permissions = new[] { new { permission } } };
        (await Boss.PostAsync("/api/v1/api-keys", body("members.write"))).ShouldFail(422, "validation.failed", "/permissions/0/permission");
        (await Boss.PostAsync("/api/v1/api-keys", body("apiKeys.write"))).ShouldFail(422, "validation.failed", "/permissions/0/permission");
        var role = (await Boss.PostAsync("/api/v1/roles", new { name = "Integrator", permissions = new object[] { new { permission = "apiKeys.write" }, new { permission = "contacts.read", scope = "own" } } })).ShouldBe(HttpStatusCode.Created).Id;
        var maker = await own.Company.JoinAsync(role.ToString());
        (await maker.PostAsync("/api/v1/api-keys", body("contacts.read"))).ShouldFail(403, "role.beyondOwnRights", "/permissions/0");

        var (_, key) = await KeyAsync(maker, ("contacts.read", "own"));
        using var program = Program(key);
        (await program.GetAsync("/api/v1/contacts")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Boss.DeleteAsync($"/api/v1/members/{maker.AccountId}")).ShouldBe(HttpStatusCode.NoContent);
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, async () => (await program.GetAsync("/api/v1/contacts")).StatusCode, TimeSpan.FromSeconds(5), "after its maker left");
    }

    [Fact]
    public async Task A_rotated_key_overlaps_with_the_former_and_a_revoked_one_is_out_within_seconds()
    {
        var (id, first) = await KeyAsync(Boss, ("contacts.read", "all"));
        var second = (await Boss.PostAsync($"/api/v1/api-keys/{id}/rotations", new { overlapHours = 1 })).ShouldBe(HttpStatusCode.OK).Text("key")!;
        await Eventually.EqualsAsync(HttpStatusCode.OK, () => StatusAsync(second), TimeSpan.FromSeconds(5), "with the new secret");
        (await StatusAsync(first)).ShouldBe(HttpStatusCode.OK);
        var third = (await Boss.PostAsync($"/api/v1/api-keys/{id}/rotations", new { overlapHours = 0 })).ShouldBe(HttpStatusCode.OK).Text("key")!;
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, () => StatusAsync(second), TimeSpan.FromSeconds(5), "with the former secret");
        (await StatusAsync(first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(third)).ShouldBe(HttpStatusCode.OK);

        (await Boss.DeleteAsync($"/api/v1/api-keys/{id}")).ShouldBe(HttpStatusCode.NoContent);
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, () => StatusAsync(third), TimeSpan.FromSeconds(5), "after the revocation");
        (await Boss.PostAsync($"/api/v1/api-keys/{id}/rotations", new { })).ShouldFail(409, "apiKey.revoked");
    }

    [Fact]
    public async Task Only_its_maker_changes_a_key_or_gets_a_new_secret_and_others_revoke_it()
    {
        var (id, key) = await KeyAsync(Boss, ("contacts.read", "all"));
        var role = (await Boss.PostAsync("/api/v1/roles", new { name = "Keepers", permissions = new[] { new { permission = "apiKeys.read" }, new { permission = "apiKeys.write" } } })).ShouldBe(HttpStatusCode.Created).Id;
        foreach (var other in new[] { await own.Company.JoinAsync(role.ToString()), await own.Company.JoinAsync("admin") })
        {
            (await other.PostAsync($"/api/v1/api-keys/{id}/rotations", new { overlapHours = 0 })).ShouldFail(403, "apiKey.notOwn");
            (await other.PatchAsync($"/api/v1/api-keys/{id}", new { expiresAt = (string?)null })).ShouldFail(403, "apiKey.notOwn");
            (await other.GetAsync("/api/v1/api-keys")).Data.Select(k => (Guid)k["id"]!).ShouldContain(id);
        }
        (await StatusAsync(key)).ShouldBe(HttpStatusCode.OK);
        (await (await own.Company.JoinAsync(role.ToString())).DeleteAsync($"/api/v1/api-keys/{id}")).ShouldBe(HttpStatusCode.NoContent);
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, () => StatusAsync(key), TimeSpan.FromSeconds(5), "after the revocation");
    }

    [Fact]
    public async Task A_key_from_a_wrong_address_or_with_a_digit_changed_opens_nothing()
    {
        var made = (await Boss.PostAsync("/api/v1/api-keys", new { name = "far", permissions = new[] { new { permission = "contacts.read" } }, allowedIps = new[] { "203.0.113.0/24" } })).ShouldBe(HttpStatusCode.Created);
        (await StatusAsync(made.Text("key")!)).ShouldBe(HttpStatusCode.Unauthorized);
        var (_, key) = await KeyAsync(Boss, ("contacts.read", "all"));
        (await StatusAsync(key[..^1] + (key[^1] == '0' ? '1' : '0'))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Boss.PostAsync("/api/v1/api-keys", new { name = "k", permissions = new[] { new { permission = "contacts.read" } }, allowedIps = new[] { "here" } })).ShouldFail(422, "validation.failed", "/allowedIps/0");
    }

    [Fact]
    public async Task A_repeated_request_gets_the_same_key_and_its_copy_is_sealed()
    {
        var body = new { name = "twice", permissions = new[] { new { permission = "contacts.read" } } };
        var first = (await Boss.CallAsync(HttpMethod.Post, "/api/v1/api-keys", body, key: "once")).ShouldBe(HttpStatusCode.Created);
        var again = (await Boss.CallAsync(HttpMethod.Post, "/api/v1/api-keys", body, key: "once")).ShouldBe(HttpStatusCode.Created);
        (again.Replayed, again.Text("key")).ShouldBe((true, first.Text("key")));
        await using var control = await host.AdministratorAsync();
        (await Dapper.SqlMapper.QueryAsync<string>(control, "select body from catalog.idempotency")).ShouldAllBe(stored => !stored.Contains(first.Text("key")!));
    }

    private static async Task<(Guid Id, string Key)> KeyAsync(Person maker, params (string Name, string Scope)[] permissions)
    {
        var made = (await maker.PostAsync("/api/v1/api-keys", new { name = "k", permissions = permissions.Select(p => new { permission = p.Name, scope = p.Scope }) })).ShouldBe(HttpStatusCode.Created);
        return ((Guid)made.Body["apiKey"]!["id"]!, made.Text("key")!);
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var program = Program(key);
        return (await program.GetAsync("/api/v1/contacts")).StatusCode;
    }

    private HttpClient Program(string key)
    {
        var client = host.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}
