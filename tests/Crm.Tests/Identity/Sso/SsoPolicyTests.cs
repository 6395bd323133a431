using System.Net;
using Crm.Identity.Mfa;
using Crm.Tests.Support;
using Crm.Tests.Support.Sso;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity.Sso;

/// <summary>What a company demands of whoever enters it, with single sign-on.</summary>
public sealed class SsoPolicyTests(CrmHost host)
{
    private const string Policy = "/api/v1/security-policy";

    [Fact]
    public async Task It_can_be_demanded_only_by_who_came_by_it_and_then_a_password_opens_nothing()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var (admin, max) = (await sso.Company.JoinAsync("admin"), await sso.Company.JoinAsync("member"));
        (await sso.Owner.PatchAsync(Policy, new { ssoRequired = true })).ShouldFail(409, "sso.enableFromSso", "/ssoRequired");
        var bySso = await sso.EnterAsync(new("admin", admin.Email));
        (await bySso.PatchAsync(Policy, new { ssoRequired = true })).ShouldBe(HttpStatusCode.OK);
        ((bool?)(await bySso.GetAsync(Policy)).Body["ssoRequired"]).ShouldBe(true);

        (await sso.PostAsync("/api/v1/auth/login", new { email = max.Email, password = Company.Password })).ShouldFail(403, "auth.ssoRequired");
        (await sso.PostAsync("/api/v1/auth/login", new { email = max.Email, password = "wrong" })).ShouldFail(401, "auth.invalidCredentials");
        (await sso.PostAsync("/api/v1/auth/refresh", new { refreshToken = max.RefreshToken })).ShouldFail(403, "auth.ssoRequired");
        (await sso.PostAsync("/api/v1/auth/refresh", new { refreshToken = bySso.RefreshToken })).ShouldBe(HttpStatusCode.OK);
        (await sso.EnterAsync(new("max", max.Email))).AccountId.ShouldBe(max.AccountId);

        var boss = await sso.EnterAsync(new("boss", sso.Owner.Email));
        (await boss.DeleteAsync(SsoCompany.Connection)).ShouldFail(409, "sso.inUse");
        (await boss.PatchAsync(SsoCompany.Connection, new { status = "disabled" })).ShouldFail(409, "sso.inUse");
        (await bySso.PatchAsync(Policy, new { ssoRequired = false })).ShouldBe(HttpStatusCode.OK);
        (await bySso.DeleteAsync(SsoCompany.Connection)).ShouldFail(403, "auth.forbidden");
        (await boss.DeleteAsync(SsoCompany.Connection)).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Owners_may_pass_by_with_password_and_code()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        (await (await sso.EnterAsync(new("boss", sso.Owner.Email))).PatchAsync(Policy, new { ssoRequired = true })).ShouldBe(HttpStatusCode.OK);
        (await sso.PostAsync("/api/v1/auth/refresh", new { refreshToken = sso.Owner.RefreshToken })).ShouldFail(403, "auth.mfaRequired");
        var challenged = (await sso.PostAsync("/api/v1/auth/login", new { email = sso.Owner.Email, password = Company.Password })).ShouldBe(HttpStatusCode.OK);
        ((bool?)challenged.Body["mfaRequired"], (bool?)challenged.Body["enrolmentRequired"]).ShouldBe((true, true));
        var enrolled = (await sso.PostAsync("/api/v1/auth/mfa/enrolment", new { mfaToken = challenged.Text("mfaToken") })).ShouldBe(HttpStatusCode.OK);
        (await sso.PostAsync("/api/v1/auth/mfa", new { mfaToken = challenged.Text("mfaToken"), code = CodeOf(enrolled.Text("secret")!) })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_session_elsewhere_does_not_switch_into_it_and_an_invitation_is_honoured_there()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var admin = await sso.Company.JoinAsync("admin");
        var other = await host.SignUpAsync();
        (await sso.Owner.PostAsync("/api/v1/invitations", new { email = other.Owner.Email, role = "member" })).ShouldBe(HttpStatusCode.Created);
        (await sso.PostAsync("/api/v1/public/invitations/acceptance", new { token = await host.Mail.TokenAsync(other.Owner.Email, "/accept-invitation") })).ShouldBe(HttpStatusCode.OK);
        (await (await sso.EnterAsync(new("admin", admin.Email))).PatchAsync(Policy, new { ssoRequired = true })).ShouldBe(HttpStatusCode.OK);
        (await other.Owner.PostAsync("/api/v1/auth/switch-tenant", new { tenant = sso.Company.Slug })).ShouldFail(403, "auth.ssoRequired");

        (await sso.Owner.PostAsync("/api/v1/invitations", new { email = $"new@{sso.Domain}", role = "manager" })).ShouldBe(HttpStatusCode.Created);
        var token = await host.Mail.TokenAsync($"new@{sso.Domain}", "/accept-invitation");
        (await sso.PostAsync("/api/v1/public/invitations/acceptance", new { token, fullName = "New", password = Company.Password })).ShouldFail(403, "auth.ssoRequired");
        (await (await sso.EnterAsync(sso.Employee("new"))).GetAsync("/api/v1/me")).Text("role").ShouldBe("manager");
    }

    [Fact]
    public async Task A_demanded_code_is_the_providers_or_the_accounts_own()
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var max = await sso.Company.JoinAsync("member");
        (await sso.Owner.PatchAsync(Policy, new { mfaRequired = true })).ShouldBe(HttpStatusCode.OK);
        (await sso.LogInAsync(new("max", max.Email) { Methods = ["pwd"] })).ShouldFail(403, "sso.mfaMissing");
        var strong = await sso.EnterAsync(new("max", max.Email) { Methods = ["pwd", "otp"] });
        (await sso.PostAsync("/api/v1/auth/refresh", new { refreshToken = strong.RefreshToken })).ShouldBe(HttpStatusCode.OK);

        var enrolled = (await max.PostAsync("/api/v1/me/mfa/authenticator")).ShouldBe(HttpStatusCode.OK);
        var confirmed = (await max.PostAsync("/api/v1/me/mfa/authenticator/confirmation", new { code = CodeOf(enrolled.Text("secret")!) })).ShouldBe(HttpStatusCode.OK);
        var challenged = (await sso.LogInAsync(new("max", max.Email))).ShouldBe(HttpStatusCode.OK);
        (challenged.Body["accessToken"], (bool?)challenged.Body["mfaRequired"], challenged.Body["enrolmentRequired"]).ShouldBe((null, true, null));
        (await sso.PostAsync("/api/v1/auth/mfa/enrolment", new { mfaToken = challenged.Text("mfaToken") })).ShouldFail(401, "auth.mfaRefused");
        var entered = (await sso.PostAsync("/api/v1/auth/mfa", new { mfaToken = challenged.Text("mfaToken"), code = (string)confirmed.Body["recoveryCodes"]![0]! })).ShouldBe(HttpStatusCode.OK);
        entered.Body["tenants"]!.AsArray().Count.ShouldBe(1);
        var session = host.Client();
        session.DefaultRequestHeaders.Authorization = new("Bearer", entered.Text("accessToken"));
        (await new Person(max.AccountId, max.Email, entered.Text("accessToken")!, "", session).GetAsync("/api/v1/me/sessions")).ShouldFail(403, "auth.passwordLoginNeeded");
        (await sso.PostAsync("/api/v1/auth/refresh", new { refreshToken = entered.Text("refreshToken") })).ShouldBe(HttpStatusCode.OK);
    }

    private static string CodeOf(string secret)
    {
        var bits = string.Concat(secret.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return Totp.Code([.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))], Totp.StepAt(DateTimeOffset.UtcNow));
    }
}
