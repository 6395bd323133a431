using System.Net;
using Crm.Tests.Support;
using Crm.Tests.Support.Sso;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity.Sso;

public sealed class SsoLogInTests(CrmHost host)
{
    [Theory]
    [InlineData("ES256", "client_secret_basic")]
    [InlineData("RS256", "client_secret_post")]
    public async Task The_first_login_makes_a_member_and_later_ones_are_the_same_person(string algorithm, string authentication)
    {
        await using var sso = await SsoCompany.MakeAsync(host, provider: p => (p.Algorithm, p.ClientAuthentication) = (algorithm, authentication));
        var first = (await sso.LogInAsync(sso.Employee("ada"))).ShouldBe(HttpStatusCode.OK);
        ((string?)first.Body["tenant"]!["slug"], (string?)first.Body["tenant"]!["role"]).ShouldBe((sso.Company.Slug, "member"));
        ((string?)first.Body["account"]!["email"], (string?)first.Body["account"]!["fullName"]).ShouldBe(($"ada@{sso.Domain}", "Ada Lovelace"));

        var again = await sso.EnterAsync(sso.Employee("ada") with { Email = "renamed@elsewhere.example", EmailVerified = false });
        again.AccountId.ShouldBe((Guid)first.Body["account"]!["id"]!);
        (await again.GetAsync("/api/v1/me")).ShouldBe(HttpStatusCode.OK).Text("role").ShouldBe("member");
        (await again.GetAsync("/api/v1/contacts")).ShouldBe(HttpStatusCode.OK);
        (await sso.PostAsync("/api/v1/auth/refresh", new { refreshToken = again.RefreshToken })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_address_leads_to_the_company_that_proved_its_domain()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var begun = (await sso.BeginAsync(new { email = $"ADA@{sso.Domain.ToUpperInvariant()}" })).ShouldBe(HttpStatusCode.OK);
        var url = new Uri(begun.Text("authorizationUrl")!);
        url.AbsoluteUri.ShouldStartWith($"{sso.Provider.Issuer}/authorize?realm=one&");
        url.Query.ShouldContain("login_hint=ADA");
        ((int)begun.Body["expiresIn"]!).ShouldBe(600);
        (await sso.CompleteAsync(await SsoCompany.ReplyAsync(url.AbsoluteUri, begun.Text("binding")))).ShouldFail(403, "sso.emailUnverified");
    }

    [Theory]
    [InlineData("{\"tenant\":\"nobody-here\"}")]
    [InlineData("{\"email\":\"ada@nobody.example\"}")]
    [InlineData("{\"email\":\"no address\"}")]
    public async Task Where_there_is_none_it_is_not_offered(string body)
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        (await sso.BeginAsync(System.Text.Json.Nodes.JsonNode.Parse(body))).ShouldFail(404, "sso.notOffered");
        (await sso.BeginAsync(new { })).ShouldFail(422, "validation.failed", "/tenant");
        (await sso.BeginAsync(new { tenant = sso.Company.Slug, email = "a@b.example" })).ShouldFail(422, "validation.failed", "/tenant");
        (await sso.Owner.PatchAsync(SsoCompany.Connection, new { status = "disabled" })).ShouldBe(HttpStatusCode.OK);
        (await sso.BeginAsync()).ShouldFail(404, "sso.notOffered");
    }

    [Fact]
    public async Task A_member_from_before_is_found_by_the_address_and_keeps_the_role()
    {
        await using var sso = await SsoCompany.MakeAsync(host, jit: false);
        var manager = await sso.Company.JoinAsync("manager");
        var entered = await sso.EnterAsync(new("m-1", manager.Email.ToUpperInvariant()));
        entered.AccountId.ShouldBe(manager.AccountId);
        (await entered.GetAsync("/api/v1/me")).Text("role").ShouldBe("manager");
        (await sso.LogInAsync(new("m-2", manager.Email))).ShouldFail(403, "sso.identityConflict");
    }

    [Fact]
    public async Task Without_provisioning_only_the_invited_become_members()
    {
        await using var sso = await SsoCompany.MakeAsync(host, jit: false);
        (await sso.LogInAsync(sso.Employee("eve"))).ShouldFail(403, "sso.notProvisioned");
        var invitation = (await sso.Owner.PostAsync("/api/v1/invitations", new { email = $"eve@{sso.Domain}", role = "manager" })).ShouldBe(HttpStatusCode.Created).Id;
        (await (await sso.EnterAsync(sso.Employee("eve"))).GetAsync("/api/v1/me")).Text("role").ShouldBe("manager");
        (await sso.Owner.GetAsync($"/api/v1/invitations/{invitation}")).Text("status").ShouldBe("accepted");
    }

    [Theory]
    [InlineData(false, "sso.emailUnverified")]
    [InlineData(null, "sso.emailUnverified")]
    public async Task An_address_nobody_vouches_for_is_none(bool? verified, string code)
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        (await sso.LogInAsync(sso.Employee("ada") with { EmailVerified = verified })).ShouldFail(403, code);
        (await sso.LogInAsync(new("x", null))).ShouldFail(403, code);
        (await sso.LogInAsync(new("x", $"a b,c@{sso.Domain}"))).ShouldFail(403, code);
        (await sso.LogInAsync(new("x", $"a@evil.example\n@{sso.Domain}"))).ShouldFail(403, code);
    }

    [Fact]
    public async Task A_domain_that_was_not_proved_is_nobodys()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var other = await host.SignUpAsync();
        (await sso.Owner.PostAsync("/api/v1/sso-domains", new { domain = "pending.example" })).ShouldBe(HttpStatusCode.Created);
        foreach (var email in new[] { other.Owner.Email, "a@pending.example", $"a@sub.{sso.Domain}" }) (await sso.LogInAsync(new("x", email))).ShouldFail(403, "sso.domainUnverified");
    }

    [Fact]
    public async Task Who_is_suspended_stays_out()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var ada = await sso.EnterAsync(sso.Employee("ada"));
        (await sso.Owner.PatchAsync($"/api/v1/members/{ada.AccountId}", new { status = "suspended" })).ShouldBe(HttpStatusCode.OK);
        (await sso.LogInAsync(sso.Employee("ada"))).ShouldFail(403, "sso.memberSuspended");
        (await sso.PostAsync("/api/v1/auth/refresh", new { refreshToken = ada.RefreshToken })).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var max = await sso.Company.JoinAsync("member");
        (await sso.Owner.PatchAsync($"/api/v1/members/{max.AccountId}", new { status = "suspended" })).ShouldBe(HttpStatusCode.OK);
        (await sso.LogInAsync(new("max", max.Email))).ShouldFail(403, "sso.memberSuspended");
    }

    [Fact]
    public async Task Two_first_logins_at_once_make_one_member()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var replies = new List<ProviderReply>();
        for (var i = 0; i < 4; i++) replies.Add(await sso.SignOnAsync(sso.Employee("ada")));
        var answers = await Task.WhenAll(replies.Select(sso.CompleteAsync));
        answers.Select(a => (Guid)a.ShouldBe(HttpStatusCode.OK).Body["account"]!["id"]!).Distinct().ShouldHaveSingleItem();
        await using var control = await host.AdministratorAsync();
        (await control.ExecuteScalarAsync<long>("select count(*) from identity.external_identities where tenant_id = @Id", new { sso.Company.Id })).ShouldBe(1);
    }

    [Fact]
    public async Task What_the_token_does_not_tell_the_provider_is_asked_for()
    {
        await using var sso = await SsoCompany.MakeAsync(host, provider: p => p.ThinTokens = true);
        (await sso.EnterAsync(sso.Employee("ada"))).Email.ShouldBe($"ada@{sso.Domain}");
    }

    [Fact]
    public async Task Logins_are_in_the_journal_and_the_client_secret_is_in_no_table()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        await sso.EnterAsync(sso.Employee("ada"));
        sso.Provider.Misbehaves = Misbehaviour.WrongNonce;
        (await sso.LogInAsync(sso.Employee("ada"))).ShouldFail(403, "sso.tokenRefused");
        await using var control = await host.AdministratorAsync();
        var noted = (await control.QueryAsync<string>("select action from kernel.changes where tenant_id = @Id", new { sso.Company.Id })).ToList();
        foreach (var action in new[] { "loggedInBySso", "joinedBySso", "ssoLinked", "ssoRefused", "created", "verified" }) noted.ShouldContain(action);
        foreach (var table in new[] { "identity.sso_connections", "identity.sso_attempts", "kernel.changes", "kernel.change_values", "wolverine.wolverine_incoming_envelopes" })
            (await control.ExecuteScalarAsync<long>($"select count(*) from {table} t where strpos(t::text, 'canary-sso') > 0")).ShouldBe(0, table);
    }
}
