using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Crm.Tests.Support.Sso;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity.Sso;

/// <summary>States and codes in the wrong hands, at the wrong time or twice, and providers that misbehave.</summary>
public sealed class SsoMisuseTests(CrmHost host)
{
    [Theory]
    [InlineData(Misbehaviour.WrongNonce)]
    [InlineData(Misbehaviour.NoNonce)]
    [InlineData(Misbehaviour.WrongIssuer)]
    [InlineData(Misbehaviour.WrongAudience)]
    [InlineData(Misbehaviour.ManyAudiences)]
    [InlineData(Misbehaviour.WrongParty)]
    [InlineData(Misbehaviour.AlgNone)]
    [InlineData(Misbehaviour.SymmetricByClientSecret)]
    [InlineData(Misbehaviour.Expired)]
    [InlineData(Misbehaviour.NoExpiry)]
    [InlineData(Misbehaviour.NotYet)]
    [InlineData(Misbehaviour.UnknownKid)]
    [InlineData(Misbehaviour.WrongSignature)]
    [InlineData(Misbehaviour.AccessTokenType)]
    [InlineData(Misbehaviour.NoSubject)]
    [InlineData(Misbehaviour.NoIdToken)]
    [InlineData(Misbehaviour.NotJson)]
    [InlineData(Misbehaviour.TokenEndpointRedirects)]
    public async Task A_token_that_cannot_be_trusted_opens_nothing(Misbehaviour how)
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        await sso.EnterAsync(sso.Employee("ada"));
        sso.Provider.Misbehaves = how;
        (await sso.LogInAsync(sso.Employee("ada"))).ShouldFail(403, "sso.tokenRefused");
        sso.Provider.Misbehaves = Misbehaviour.None;
        (await sso.LogInAsync(sso.Employee("ada"))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_state_works_once_and_so_does_a_code()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var reply = await sso.SignOnAsync(sso.Employee("ada"));
        (await sso.CompleteAsync(reply)).ShouldBe(HttpStatusCode.OK);
        (await sso.CompleteAsync(reply)).ShouldFail(422, "sso.stateInvalid", "/state");
        var next = await sso.SignOnAsync(sso.Employee("ada"));
        (await sso.CompleteAsync(next with { Code = reply.Code })).ShouldFail(422, "sso.codeRefused");
        (await sso.CompleteAsync(next)).ShouldFail(422, "sso.stateInvalid");
        sso.Provider.TokenRequests.ShouldBe(2);
    }

    [Fact]
    public async Task Of_two_who_bring_one_state_at_once_one_gets_in()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var reply = await sso.SignOnAsync(sso.Employee("ada"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => sso.CompleteAsync(reply)));
        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(a => a.Code == "sso.stateInvalid").ShouldBe(4);
    }

    [Fact]
    public async Task Another_browser_gets_nothing_and_takes_nothing()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var reply = await sso.SignOnAsync(sso.Employee("ada"));
        foreach (var binding in new[] { null, "", "another", reply.State }) (await sso.CompleteAsync(reply with { Binding = binding })).ShouldFail(422, "sso.stateInvalid");
        (await sso.CompleteAsync(reply with { State = "unknown" })).ShouldFail(422, "sso.stateInvalid");
        (await sso.CompleteAsync(reply)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_code_of_somebody_elses_login_is_refused_by_its_verifier()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var victim = await sso.SignOnAsync(sso.Employee("victim"));
        var attacker = await sso.SignOnAsync(sso.Employee("attacker"));
        (await sso.CompleteAsync(victim with { Code = attacker.Code })).ShouldFail(422, "sso.codeRefused");
    }

    [Fact]
    public async Task A_browser_holds_the_binding_in_a_cookie_that_scripts_cannot_read()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        sso.Provider.User = sso.Employee("ada");
        using var begun = await CookieAsync("/api/v1/auth/sso/authorizations", new { tenant = sso.Company.Slug }, null);
        var cookie = begun.Headers.GetValues("Set-Cookie").Single();
        foreach (var part in new[] { "crm_sso=", "path=/api/v1/auth/sso", "max-age=600", "samesite=lax", "httponly" }) cookie.ShouldContain(part, Case.Insensitive);
        var answer = JsonNode.Parse(await begun.Content.ReadAsStringAsync())!;
        answer["binding"].ShouldBeNull();
        var held = cookie.Split(';')[0];
        using var tab = await CookieAsync("/api/v1/auth/sso/authorizations", new { tenant = sso.Company.Slug }, held);
        tab.Headers.GetValues("Set-Cookie").Single().ShouldStartWith(held);

        var reply = await SsoCompany.ReplyAsync((string)answer["authorizationUrl"]!, null);
        var body = new { code = reply.Code, state = reply.State };
        using (var without = await CookieAsync("/api/v1/auth/sso/completions", body, null)) without.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var done = await CookieAsync("/api/v1/auth/sso/completions", body, held);
        done.StatusCode.ShouldBe(HttpStatusCode.OK, await done.Content.ReadAsStringAsync());
        done.Headers.GetValues("Set-Cookie").ShouldContain(c => c.StartsWith("crm_refresh="));
        JsonNode.Parse(await done.Content.ReadAsStringAsync())!["refreshToken"].ShouldBeNull();
    }

    [Fact]
    public async Task After_ten_minutes_it_is_too_late()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var reply = await sso.SignOnAsync(sso.Employee("ada"));
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync("update identity.sso_attempts set expires_at = now() where connection_id = (select id from identity.sso_connections where tenant_id = @Id)", new { sso.Company.Id });
        (await sso.CompleteAsync(reply)).ShouldFail(422, "sso.stateInvalid");
    }

    [Fact]
    public async Task What_the_provider_says_of_itself_must_agree()
    {
        await using var sso = await SsoCompany.MakeAsync(host, provider: p => p.TellsIssuer = true);
        var reply = await sso.SignOnAsync(sso.Employee("ada"));
        reply.Iss.ShouldBe(sso.Provider.Issuer);
        (await sso.CompleteAsync(reply)).ShouldBe(HttpStatusCode.OK);
        foreach (var iss in new[] { null, "https://another.example" }) (await sso.CompleteAsync((await sso.SignOnAsync(sso.Employee("ada"))) with { Iss = iss })).ShouldFail(403, "sso.tokenRefused");
    }

    [Theory]
    [InlineData("access_denied", 403, "sso.denied")]
    [InlineData("login_required", 403, "sso.denied")]
    [InlineData("temporarily_unavailable", 503, "sso.providerAway")]
    [InlineData("server_error", 503, "sso.providerAway")]
    public async Task An_error_of_the_provider_is_told(string error, int status, string code)
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var reply = await sso.SignOnAsync(sso.Employee("ada"));
        (await sso.PostAsync("/api/v1/auth/sso/completions", new { error, code = "c", state = reply.State, binding = reply.Binding })).ShouldFail(422, "validation.failed", "/code");
        (await sso.PostAsync("/api/v1/auth/sso/completions", new { error, state = reply.State, binding = reply.Binding })).ShouldFail(status, code);
        (await sso.CompleteAsync(reply)).ShouldFail(422, "sso.stateInvalid");
    }

    [Fact]
    public async Task Wrong_credentials_of_ours_and_codes_too_old_are_told_apart()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        sso.Provider.Misbehaves = Misbehaviour.CodeExpired;
        (await sso.LogInAsync(sso.Employee("ada"))).ShouldFail(422, "sso.codeRefused");
        sso.Provider.Misbehaves = Misbehaviour.None;
        (await sso.Owner.PatchAsync(SsoCompany.Connection, new { clientSecret = "wrong" })).ShouldBe(HttpStatusCode.OK);
        (await sso.LogInAsync(sso.Employee("ada"))).ShouldFail(403, "sso.clientRefused");
    }

    [Fact]
    public async Task New_keys_of_the_provider_are_fetched_when_they_are_met()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        (await sso.LogInAsync(sso.Employee("ada"))).ShouldBe(HttpStatusCode.OK);
        sso.Provider.RotateKeys();
        (await sso.LogInAsync(sso.Employee("ada"))).ShouldBe(HttpStatusCode.OK);
        var reads = sso.Provider.KeyReads;
        sso.Provider.Misbehaves = Misbehaviour.UnknownKid;
        for (var i = 0; i < 3; i++) (await sso.LogInAsync(sso.Employee("ada"))).ShouldFail(403, "sso.tokenRefused");
        sso.Provider.KeyReads.ShouldBe(reads);
    }

    private async Task<HttpResponseMessage> CookieAsync(string path, object body, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body), Headers = { { "X-Crm-Session", "cookie" } } };
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var client = host.Client();
        return await client.SendAsync(request);
    }
}
