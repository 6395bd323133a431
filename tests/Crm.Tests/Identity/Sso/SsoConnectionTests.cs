using System.Net;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Crm.Tests.Support.Sso;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity.Sso;

public sealed class SsoConnectionTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IAsyncLifetime
{
    private ProviderSimulator provider = null!;
    private Person Boss => own.Company.Owner;

    public async ValueTask InitializeAsync() => provider = await ProviderSimulator.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Boss.DeleteAsync(SsoCompany.Connection);
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task It_is_made_read_changed_and_removed_and_the_secret_never_comes_out()
    {
        (await Boss.GetAsync(SsoCompany.Connection)).ShouldFail(404, "request.notFound");
        var made = (await Boss.PostAsync(SsoCompany.Connection, SsoCompany.Fields(provider))).ShouldBe(HttpStatusCode.Created);
        (made.Location, made.ETag, made.Text("redirectUri"), made.Text("status")).ShouldBe((SsoCompany.Connection, "\"1\"", "http://localhost:5080/sso/callback", "active"));
        made.Shows("scopes").ShouldBe("""["openid","email","profile"]""");
        (await Boss.PostAsync(SsoCompany.Connection, SsoCompany.Fields(provider))).ShouldFail(409, "sso.connectionExists");

        (await Boss.PatchAsync(SsoCompany.Connection, new { jitProvisioning = false }, "\"9\"")).ShouldFail(412, "request.stale");
        (await Boss.PatchAsync(SsoCompany.Connection, new { jitProvisioning = true })).ShouldBe(HttpStatusCode.OK).ETag.ShouldBe("\"1\"");
        var changed = (await Boss.PatchAsync(SsoCompany.Connection, new { defaultRole = "readOnly", clientSecret = "canary-sso-next" }, "\"1\"")).ShouldBe(HttpStatusCode.OK);
        (changed.ETag, changed.Text("defaultRole")).ShouldBe(("\"2\"", "readOnly"));
        var read = (await Boss.GetAsync(SsoCompany.Connection)).ShouldBe(HttpStatusCode.OK);
        read.ETag.ShouldBe("\"2\"");
        foreach (var answer in new[] { made, changed, read }) answer.Body.ToJsonString().ShouldNotContain("ecret");

        (await Boss.GetAsync("/api/v1/audit-entries?object=ssoConnection&action=updated")).Data[0]["after"]!["credentialsReplaced"]!.GetValue<bool>().ShouldBeTrue();

        await using var control = await host.AdministratorAsync();
        (await control.ExecuteScalarAsync<long>("select count(*) from kernel.change_values t where strpos(t::text, 'canary-sso') > 0")).ShouldBe(0);
        (await control.ExecuteScalarAsync<string>("select sealed_secret from identity.sso_connections where tenant_id = @Id", new { own.Company.Id })).ShouldNotBeNull().ShouldNotContain("canary");
        (await Boss.DeleteAsync(SsoCompany.Connection, "\"1\"")).ShouldFail(412, "request.stale");
        (await Boss.DeleteAsync(SsoCompany.Connection, "\"2\"")).ShouldBe(HttpStatusCode.NoContent);
        (await Boss.GetAsync(SsoCompany.Connection)).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task A_host_header_does_not_choose_where_people_come_back_to()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, SsoCompany.Connection) { Content = System.Net.Http.Json.JsonContent.Create(SsoCompany.Fields(provider)), Headers = { Host = "evil.example" } };
        (await (await Boss.Http.SendAsync(request)).Content.ReadAsStringAsync()).ShouldContain("http://localhost:5080/sso/callback");
    }

    [Theory]
    [InlineData("issuer", "http://idp.example", "/issuer")]
    [InlineData("issuer", "https://idp.example/?x=1", "/issuer")]
    [InlineData("issuer", "https://user@idp.example", "/issuer")]
    [InlineData("issuer", "ftp://idp.example", "/issuer")]
    [InlineData("issuer", "idp.example", "/issuer")]
    [InlineData("clientId", "", "/clientId")]
    [InlineData("clientSecret", "", "/clientSecret")]
    [InlineData("clientSecret", null, "/clientSecret")]
    [InlineData("defaultRole", "owner", "/defaultRole")]
    [InlineData("status", "odd", "/status")]
    public async Task What_cannot_be_a_connection_is_422(string member, string? value, string pointer)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(SsoCompany.Fields(provider))!;
        body[member] = value;
        (await Boss.PostAsync(SsoCompany.Connection, body)).ShouldFail(422, "validation.failed", pointer);
    }

    [Fact]
    public async Task Scopes_are_words_and_openid_is_one_of_them()
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(SsoCompany.Fields(provider))!;
        body["scopes"] = new JsonArray("email");
        (await Boss.PostAsync(SsoCompany.Connection, body)).ShouldFail(422, "validation.failed", "/scopes");
        body["scopes"] = new JsonArray("openid", "two words");
        (await Boss.PostAsync(SsoCompany.Connection, body)).ShouldFail(422, "validation.failed", "/scopes/1");
    }

    [Fact]
    public async Task A_role_is_one_that_exists_and_that_its_giver_may_give()
    {
        (await Boss.PostAsync(SsoCompany.Connection, SsoCompany.Fields(provider, role: "nobody"))).ShouldFail(422, "role.unknown", "/defaultRole");
        var limited = (await Boss.PostAsync("/api/v1/roles", new { name = $"sso only {Guid.CreateVersion7()}", permissions = new[] { new { permission = "sso.write", scope = "all" } }, fields = Array.Empty<object>() })).ShouldBe(HttpStatusCode.Created);
        var clerk = await own.Company.JoinAsync(limited.Text("id")!);
        (await clerk.PostAsync(SsoCompany.Connection, SsoCompany.Fields(provider, role: "admin"))).ShouldFail(403, "role.beyondOwnRights", "/defaultRole");
    }

    [Theory]
    [InlineData("https://127.0.0.2:1")]
    [InlineData("https://[::1]:1")]
    [InlineData("https://[::ffff:10.0.0.1]")]
    [InlineData("https://169.254.169.254")]
    [InlineData("https://10.0.0.1")]
    [InlineData("https://0x0a000001")]
    [InlineData("https://012.0.0.1")]
    [InlineData("https://localhost.localdomain.invalid")]
    public async Task An_issuer_inside_is_not_reached(string issuer)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(SsoCompany.Fields(provider))!;
        body["issuer"] = issuer;
        (await Boss.PostAsync(SsoCompany.Connection, body)).ShouldFail(422, "sso.discoveryFailed", "/issuer");
    }

    [Theory]
    [InlineData("""{"issuer":"https://another.example"}""", "sso.issuerMismatch")]
    [InlineData("""{"authorization_endpoint":"http://idp.example/authorize"}""", "sso.providerUnsuited")]
    [InlineData("""{"authorization_endpoint":"javascript:alert(1)"}""", "sso.providerUnsuited")]
    [InlineData("""{"token_endpoint":null}""", "sso.providerUnsuited")]
    [InlineData("""{"response_types_supported":["id_token"]}""", "sso.providerUnsuited")]
    [InlineData("""{"code_challenge_methods_supported":["plain"]}""", "sso.providerUnsuited")]
    [InlineData("""{"id_token_signing_alg_values_supported":["HS256"]}""", "sso.providerUnsuited")]
    [InlineData("""{"token_endpoint_auth_methods_supported":["private_key_jwt"]}""", "sso.providerUnsuited")]
    [InlineData("""{"jwks_uri":"http://10.0.0.1/keys"}""", "sso.discoveryFailed")]
    [InlineData("""{"jwks_uri":"https://169.254.169.254/keys"}""", "sso.discoveryFailed")]
    public async Task A_provider_that_is_not_suited_is_told_why(string changes, string code)
    {
        provider.DiscoveryChange = document =>
        {
            foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject()) document[name] = value?.DeepClone();
        };
        (await Boss.PostAsync(SsoCompany.Connection, SsoCompany.Fields(provider))).ShouldFail(422, code, "/issuer");
    }

    [Fact]
    public async Task One_that_says_nothing_about_pkce_is_given_the_chance()
    {
        provider.DiscoveryChange = document => document.Remove("code_challenge_methods_supported");
        (await Boss.PostAsync(SsoCompany.Connection, SsoCompany.Fields(provider))).ShouldBe(HttpStatusCode.Created);
        var check = (await Boss.PostAsync($"{SsoCompany.Connection}/checks")).ShouldBe(HttpStatusCode.OK);
        (check.Text("issuer"), check.Text("clientAuthentication"), (int)check.Body["signingKeys"]!).ShouldBe((provider.Issuer, "client_secret_basic", 2));
        provider.DiscoveryChange = document => document["issuer"] = "https://another.example";
        (await Boss.PostAsync($"{SsoCompany.Connection}/checks")).ShouldFail(422, "sso.issuerMismatch");
    }

    [Fact]
    public async Task A_stored_secret_is_never_sent_to_another_issuer()
    {
        (await Boss.PostAsync(SsoCompany.Connection, SsoCompany.Fields(provider))).ShouldBe(HttpStatusCode.Created);
        await using var evil = await ProviderSimulator.StartAsync();
        (await Boss.PatchAsync(SsoCompany.Connection, new { issuer = evil.Issuer })).ShouldFail(422, "sso.secretNeeded", "/clientSecret");
        (await Boss.PatchAsync(SsoCompany.Connection, new { issuer = evil.Issuer, clientSecret = "its own" })).ShouldBe(HttpStatusCode.OK).Text("issuer").ShouldBe(evil.Issuer);
    }
}
