using System.Net;
using Crm.Tests.Support;
using Crm.Tests.Support.Sso;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity.Sso;

/// <summary>What one company's provider says holds in that company and nowhere else.</summary>
public sealed class SsoBoundaryTests(CrmHost host)
{
    [Fact]
    public async Task A_session_of_one_companys_provider_does_not_open_another()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var other = await host.SignUpAsync();
        var both = await JoinBothAsync(sso, other);
        var answer = (await sso.LogInAsync(new("both", both.Email))).ShouldBe(HttpStatusCode.OK);
        answer.Body["tenants"]!.AsArray().Count.ShouldBe(1);
        answer.Body.ToJsonString().ShouldNotContain(other.Slug);

        var entered = await sso.EnterAsync(new("both", both.Email));
        foreach (var tenant in new[] { other.Slug, other.Id.ToString(), "no-such-company" }) (await entered.PostAsync("/api/v1/auth/switch-tenant", new { tenant })).ShouldFail(403, "sso.boundToTenant");
        (await entered.PostAsync("/api/v1/auth/switch-tenant", new { tenant = sso.Company.Slug })).ShouldBe(HttpStatusCode.OK).Body["tenants"]!.AsArray().Count.ShouldBe(1);
        (await both.PostAsync("/api/v1/auth/switch-tenant", new { tenant = other.Slug })).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("PUT", "/api/v1/me/password")]
    [InlineData("GET", "/api/v1/me/mfa")]
    [InlineData("POST", "/api/v1/me/mfa/authenticator")]
    [InlineData("DELETE", "/api/v1/me/mfa/authenticator")]
    [InlineData("POST", "/api/v1/me/mfa/recovery-codes")]
    [InlineData("GET", "/api/v1/me/sessions")]
    [InlineData("DELETE", "/api/v1/me/sessions")]
    [InlineData("POST", "/api/v1/auth/step-up")]
    public async Task The_account_is_not_the_providers(string method, string path)
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var max = await sso.Company.JoinAsync("member");
        var entered = await sso.EnterAsync(new("max", max.Email));
        object? body = path.EndsWith("password", StringComparison.Ordinal) ? new { currentPassword = Company.Password, newPassword = "quite another horse battery" } : path.EndsWith("step-up", StringComparison.Ordinal) ? new { password = Company.Password } : null;
        (await entered.CallAsync(new(method), path, body)).ShouldFail(403, "auth.passwordLoginNeeded");
        (await entered.GetAsync("/api/v1/me")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_a_companys_provider_lets_in_names_itself_in_that_company_only()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var other = await host.SignUpAsync();
        var both = await JoinBothAsync(sso, other);
        var entered = await sso.EnterAsync(new("both", both.Email));
        (await entered.PatchAsync("/api/v1/me", new { fullName = "Said By Provider" })).ShouldBe(HttpStatusCode.OK);
        (await entered.GetAsync("/api/v1/me")).Body["profile"]!["fullName"]!.GetValue<string>().ShouldBe("Said By Provider");
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken); // the account follows other sessions within milliseconds
        await using var control = await host.AdministratorAsync();
        (await control.ExecuteScalarAsync<string>("select full_name from identity.accounts where id = @AccountId", new { both.AccountId })).ShouldNotBe("Said By Provider");
    }

    [Fact]
    public async Task Leaving_the_company_is_the_companys_matter()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var ada = await sso.EnterAsync(sso.Employee("ada"));
        (await ada.DeleteAsync("/api/v1/me/membership")).ShouldBe(HttpStatusCode.NoContent);
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, async () => (await ada.GetAsync("/api/v1/me")).Status, TimeSpan.FromSeconds(5), "after leaving");
    }

    [Fact]
    public async Task The_same_provider_in_another_company_speaks_for_nobody_there()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var ada = await sso.EnterAsync(sso.Employee("ada"));
        var other = await host.SignUpAsync();
        (await other.Owner.PostAsync(SsoCompany.Connection, SsoCompany.Fields(sso.Provider))).ShouldBe(HttpStatusCode.Created);
        (await sso.LogInAsync(sso.Employee("ada"), new { tenant = other.Slug })).ShouldFail(403, "sso.domainUnverified");
        (await sso.LogInAsync(new("sub-ada", other.Owner.Email), new { tenant = other.Slug })).ShouldFail(403, "sso.domainUnverified");
        await SsoCompany.ProveAsync(host, other.Owner, $"{other.Slug}.example");
        (await sso.EnterAsync(new("sub-ada", other.Owner.Email), new { tenant = other.Slug })).AccountId.ShouldBe(other.Owner.AccountId);
        (await sso.EnterAsync(sso.Employee("ada"))).AccountId.ShouldBe(ada.AccountId);
    }

    [Fact]
    public async Task A_state_of_one_company_does_not_end_in_another()
    {
        await using var ours = await SsoCompany.MakeAsync(host);
        await using var theirs = await SsoCompany.MakeAsync(host);
        var (mine, yours) = (await ours.SignOnAsync(ours.Employee("ada")), await theirs.SignOnAsync(theirs.Employee("eve")));
        (await ours.CompleteAsync(mine with { Code = yours.Code })).ShouldFail(422, "sso.codeRefused");
    }

    [Fact]
    public async Task Removing_the_connection_the_member_or_the_domain_ends_the_sessions()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var (ada, eve) = (await sso.EnterAsync(sso.Employee("ada")), await sso.EnterAsync(sso.Employee("eve")));
        (await sso.Owner.DeleteAsync($"/api/v1/members/{ada.AccountId}")).ShouldBe(HttpStatusCode.NoContent);
        await GoneAsync(ada);
        (await eve.GetAsync("/api/v1/me")).ShouldBe(HttpStatusCode.OK);
        (await sso.EnterAsync(sso.Employee("ada"))).AccountId.ShouldBe(ada.AccountId); // made anew, as the connection says

        var domain = (await sso.Owner.GetAsync("/api/v1/sso-domains")).Data.Single()["id"]!;
        (await sso.Owner.DeleteAsync($"/api/v1/sso-domains/{domain}")).ShouldBe(HttpStatusCode.NoContent);
        await GoneAsync(eve);
        (await sso.LogInAsync(sso.Employee("eve"))).ShouldFail(403, "sso.domainUnverified");

        await SsoCompany.ProveAsync(host, sso.Owner, $"again-{sso.Domain}");
        var joe = await sso.EnterAsync(new("joe", $"joe@again-{sso.Domain}"));
        var begun = await sso.SignOnAsync(new("joe", $"joe@again-{sso.Domain}"));
        (await sso.Owner.DeleteAsync(SsoCompany.Connection)).ShouldBe(HttpStatusCode.NoContent);
        await GoneAsync(joe);
        (await sso.CompleteAsync(begun)).ShouldFail(422, "sso.stateInvalid");
        (await sso.PostAsync("/api/v1/auth/refresh", new { refreshToken = joe.RefreshToken })).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await sso.Owner.GetAsync("/api/v1/me")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_act_that_needs_a_recent_login_asks_the_provider_again()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var admin = await sso.Company.JoinAsync("admin");
        var user = new ProviderUser("admin", admin.Email) { AuthenticatedAt = DateTimeOffset.UtcNow.AddHours(-3) };
        (await (await sso.EnterAsync(user)).PatchAsync("/api/v1/security-policy", new { mfaRequired = false })).ShouldFail(403, "auth.stepUpRequired");
        (await (await sso.EnterAsync(user with { AuthenticatedAt = null })).PatchAsync("/api/v1/security-policy", new { mfaRequired = false })).ShouldFail(403, "auth.stepUpRequired");
        var fresh = await sso.EnterAsync(user, new { tenant = sso.Company.Slug, reauthenticate = true });
        (await fresh.PatchAsync("/api/v1/security-policy", new { mfaRequired = false })).ShouldBe(HttpStatusCode.OK);
        (await sso.LogInAsync(user with { AuthenticatedAt = null }, new { tenant = sso.Company.Slug, reauthenticate = true })).ShouldFail(403, "sso.tokenRefused");
    }

    private static async Task<Person> JoinBothAsync(SsoCompany sso, Company other)
    {
        var both = await sso.Company.JoinAsync("member");
        (await other.Owner.PostAsync("/api/v1/invitations", new { email = both.Email, role = "member" })).ShouldBe(HttpStatusCode.Created);
        var token = await other.Host.Mail.TokenAsync(both.Email, "/accept-invitation");
        (await sso.PostAsync("/api/v1/public/invitations/acceptance", new { token })).ShouldBe(HttpStatusCode.OK);
        return await Person.LogInAsync(other.Host, both.Email, sso.Company.Slug);
    }

    private static Task<TimeSpan> GoneAsync(Person person) => Eventually.HoldsAsync(async () => (await person.GetAsync("/api/v1/me")).Status == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(5), "the session is over");
}
