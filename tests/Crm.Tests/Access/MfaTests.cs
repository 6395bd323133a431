using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Identity.Mfa;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Access;

public sealed class MfaTests(CrmHost host) : IDisposable
{
    private readonly HttpClient stranger = host.Client();

    public void Dispose() => stranger.Dispose();

    [Fact]
    public async Task An_enrolled_account_logs_in_with_a_code_and_each_code_works_once()
    {
        var company = await host.SignUpAsync();
        var (secret, recovery) = await EnrolAsync(company.Owner);

        var challenged = await LogInAsync(company.Owner.Email);
        ((bool?)challenged["mfaRequired"], challenged["accessToken"]).ShouldBe((true, null));
        (await AnswerAsync(challenged, "000000")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var code = Totp.Code(secret, Totp.StepAt(DateTimeOffset.UtcNow) + 1); // the present one confirmed the enrolment
        (await AnswerAsync(challenged, code)).Status.ShouldBe(HttpStatusCode.OK);
        (await AnswerAsync(await LogInAsync(company.Owner.Email), code)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await AnswerAsync(challenged, recovery[0])).Status.ShouldBe(HttpStatusCode.Unauthorized);

        (await AnswerAsync(await LogInAsync(company.Owner.Email), recovery[0])).Status.ShouldBe(HttpStatusCode.OK);
        (await AnswerAsync(await LogInAsync(company.Owner.Email), recovery[0])).Status.ShouldBe(HttpStatusCode.Unauthorized);
        ((long?)(await company.Owner.GetAsync("/api/v1/me/mfa")).Body["recoveryCodesLeft"]).ShouldBe(9);
    }

    [Fact]
    public async Task A_challenge_bears_five_tries()
    {
        var company = await host.SignUpAsync();
        var (_, recovery) = await EnrolAsync(company.Owner);
        var challenged = await LogInAsync(company.Owner.Email);
        for (var attempt = 0; attempt < 5; attempt++) (await AnswerAsync(challenged, "000000")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await AnswerAsync(challenged, recovery[0])).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_company_that_demands_codes_lets_nobody_in_without_and_enrols_on_the_way_in()
    {
        var company = await host.SignUpAsync();
        var member = await company.JoinAsync("member");
        (await company.Owner.PatchAsync("/api/v1/security-policy", new { mfaRequired = true })).ShouldBe(HttpStatusCode.OK);
        (await member.PatchAsync("/api/v1/security-policy", new { mfaRequired = false })).ShouldFail(403, "auth.forbidden");
        (await PostAsync("/api/v1/auth/refresh", new { refreshToken = member.RefreshToken })).Json["code"]!.GetValue<string>().ShouldBe("auth.mfaRequired");

        var challenged = await LogInAsync(member.Email);
        ((bool?)challenged["enrolmentRequired"]).ShouldBe(true);
        var enrolled = await PostAsync("/api/v1/auth/mfa/enrolment", new { mfaToken = (string?)challenged["mfaToken"] });
        enrolled.Status.ShouldBe(HttpStatusCode.OK, enrolled.Json.ToJsonString());
        var entered = await AnswerAsync(challenged, Totp.Code(Base32.Decode((string)enrolled.Json["secret"]!), Totp.StepAt(DateTimeOffset.UtcNow)));
        entered.Status.ShouldBe(HttpStatusCode.OK, entered.Json.ToJsonString());
        entered.Json["recoveryCodes"]!.AsArray().Count.ShouldBe(10);
        (await PostAsync("/api/v1/auth/refresh", new { refreshToken = (string?)entered.Json["refreshToken"] })).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_code_that_nobody_enrolled_is_refused()
    {
        var company = await host.SignUpAsync();
        var member = await company.JoinAsync("member");
        (await company.Owner.PatchAsync("/api/v1/security-policy", new { mfaRequired = true })).ShouldBe(HttpStatusCode.OK);
        var answer = await AnswerAsync(await LogInAsync(member.Email), "000000");
        (answer.Status, (string?)answer.Json["code"]).ShouldBe((HttpStatusCode.Unauthorized, "auth.mfaRefused"));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("reset by mail")]
    public async Task A_login_that_waits_for_its_code_ends_with_the_password_it_began_with(string how)
    {
        var company = await host.SignUpAsync();
        var member = await company.JoinAsync("member");
        (await company.Owner.PatchAsync("/api/v1/security-policy", new { mfaRequired = true })).ShouldBe(HttpStatusCode.OK);
        var thief = await LogInAsync(member.Email);
        ((bool?)thief["enrolmentRequired"]).ShouldBe(true);
        if (how == "changed") (await member.PutAsync("/api/v1/me/password", new { currentPassword = Company.Password, newPassword = "a wholly new passphrase" })).ShouldBe(HttpStatusCode.NoContent);
        else await ResetAsync(member.Email);
        var enrolled = await PostAsync("/api/v1/auth/mfa/enrolment", new { mfaToken = (string?)thief["mfaToken"] });
        (enrolled.Status, (string?)enrolled.Json["code"]).ShouldBe((HttpStatusCode.Unauthorized, "auth.mfaRefused"));
    }

    [Fact]
    public async Task A_factor_that_comes_or_goes_ends_the_other_sessions_and_one_that_any_company_demands_stays()
    {
        var company = await host.SignUpAsync();
        var member = await company.JoinAsync("member");
        var other = await LogInAsync(member.Email);
        var (secret, _) = await EnrolAsync(member);
        (await PostAsync("/api/v1/auth/refresh", new { refreshToken = (string?)other["refreshToken"] })).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await member.GetAsync("/api/v1/me")).ShouldBe(HttpStatusCode.OK);

        var second = await AnswerAsync(await LogInAsync(member.Email), Totp.Code(secret, Totp.StepAt(DateTimeOffset.UtcNow) + 1));
        second.Status.ShouldBe(HttpStatusCode.OK);
        var demanding = await host.SignUpAsync();
        (await demanding.Owner.PostAsync("/api/v1/invitations", new { email = member.Email, role = "member" })).ShouldBe(HttpStatusCode.Created);
        (await PostAsync("/api/v1/public/invitations/acceptance", new { token = await host.Mail.TokenAsync(member.Email, "/accept-invitation") })).Status.ShouldBe(HttpStatusCode.OK);
        (await demanding.Owner.PatchAsync("/api/v1/security-policy", new { mfaRequired = true })).ShouldBe(HttpStatusCode.OK);
        (await member.DeleteAsync("/api/v1/me/mfa/authenticator")).ShouldFail(403, "auth.mfaRequired");
        (await demanding.Owner.PatchAsync("/api/v1/security-policy", new { mfaRequired = false })).ShouldBe(HttpStatusCode.OK);
        (await member.DeleteAsync("/api/v1/me/mfa/authenticator")).ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync("/api/v1/auth/refresh", new { refreshToken = (string?)second.Json["refreshToken"] })).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task ResetAsync(string email)
    {
        using var asked = await stranger.PostAsJsonAsync("/api/v1/auth/password-resets", new { email });
        using var done = await stranger.PostAsJsonAsync("/api/v1/auth/password-resets/completion", new { token = await host.Mail.TokenAsync(email, "/reset-password"), password = "a wholly new passphrase" });
        done.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task<(byte[] Secret, IReadOnlyList<string> Recovery)> EnrolAsync(Person person)
    {
        var enrolled = (await person.PostAsync("/api/v1/me/mfa/authenticator")).ShouldBe(HttpStatusCode.OK);
        var secret = Base32.Decode(enrolled.Text("secret")!);
        (await person.PostAsync("/api/v1/me/mfa/authenticator/confirmation", new { code = "000000" })).ShouldFail(422, "mfa.codeWrong", "/code");
        var confirmed = (await person.PostAsync("/api/v1/me/mfa/authenticator/confirmation", new { code = Totp.Code(secret, Totp.StepAt(DateTimeOffset.UtcNow)) })).ShouldBe(HttpStatusCode.OK);
        (await person.PostAsync("/api/v1/me/mfa/authenticator")).ShouldFail(409, "mfa.alreadyOn");
        return (secret, [.. confirmed.Body["recoveryCodes"]!.AsArray().Select(c => (string)c!)]);
    }

    private async Task<JsonNode> LogInAsync(string email) => (await PostAsync("/api/v1/auth/login", new { email, password = Company.Password })).Json;

    private Task<(HttpStatusCode Status, JsonNode Json)> AnswerAsync(JsonNode challenge, string code) => PostAsync("/api/v1/auth/mfa", new { mfaToken = (string?)challenge["mfaToken"], code });

    private async Task<(HttpStatusCode Status, JsonNode Json)> PostAsync(string path, object body)
    {
        using var answer = await stranger.PostAsJsonAsync(path, body);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
