using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Identity.Mfa;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Audit;

/// <summary>Whatever people do about access leaves its entry where the company can read it.</summary>
public sealed class JournalTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>, IDisposable
{
    private const string New = "a wholly new passphrase";
    private readonly HttpClient stranger = host.Client();

    private Person Boss => own.Company.Owner;

    public void Dispose() => stranger.Dispose();

    [Fact]
    public async Task Logins_and_sessions()
    {
        var member = await own.Company.JoinAsync("member");
        await ToldAsync("loggedIn", member.AccountId, "account");
        for (var attempt = 0; attempt < 9; attempt++) await PostAsync("/api/v1/auth/login", new { email = member.Email, password = "wrong" });
        (await ToldAsync("loginFailed", member.AccountId, "anonymous")).Count.ShouldBeGreaterThanOrEqualTo(5);
        await ToldAsync("loginLocked", member.AccountId, "anonymous");

        var second = await own.Company.JoinAsync("member");
        await PostAsync("/api/v1/auth/refresh", new { refreshToken = second.RefreshToken });
        var heir = (string?)(await PostAsync("/api/v1/auth/refresh", new { refreshToken = second.RefreshToken }))["refreshToken"];
        await PostAsync("/api/v1/auth/refresh", new { refreshToken = heir });
        await PostAsync("/api/v1/auth/refresh", new { refreshToken = second.RefreshToken });
        await ToldAsync("refreshReused", second.AccountId, "anonymous");

        var third = await own.Company.JoinAsync("member");
        var elsewhere = await Person.LogInAsync(host, third.Email);
        var others = (await third.GetAsync("/api/v1/me/sessions")).Data.Select(s => (Guid)s["id"]!).ToList();
        (await third.DeleteAsync("/api/v1/me/sessions")).Status.ShouldBe(HttpStatusCode.NoContent);
        await ToldAsync("sessionsEnded", third.AccountId, "account");
        elsewhere = await Person.LogInAsync(host, third.Email);
        var session = (await third.GetAsync("/api/v1/me/sessions")).Data.Select(s => (Guid)s["id"]!).Except(others).ShouldHaveSingleItem();
        (await third.DeleteAsync($"/api/v1/me/sessions/{session}")).Status.ShouldBe(HttpStatusCode.NoContent);
        await ToldAsync("sessionEnded", third.AccountId, "account");
        (await Boss.DeleteAsync($"/api/v1/members/{third.AccountId}/sessions")).Status.ShouldBe(HttpStatusCode.NoContent);
        await ToldAsync("sessionsEnded", third.AccountId, "account", Boss.AccountId);

        (await (await own.Company.JoinAsync("member")).PostAsync("/api/v1/auth/logout")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await Boss.AuditAsync("?action=loggedOut")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Passwords()
    {
        var member = await own.Company.JoinAsync("member");
        (await member.PutAsync("/api/v1/me/password", new { currentPassword = "not mine at all", newPassword = New })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await ToldAsync("passwordChangeFailed", member.AccountId, "anonymous");
        (await member.PutAsync("/api/v1/me/password", new { currentPassword = Company.Password, newPassword = New })).Status.ShouldBe(HttpStatusCode.NoContent);
        await ToldAsync("passwordChanged", member.AccountId, "account");
        await PostAsync("/api/v1/auth/password-resets", new { email = member.Email });
        await PostAsync("/api/v1/auth/password-resets/completion", new { token = await host.Mail.TokenAsync(member.Email, "/reset-password"), password = New + "er" });
        await ToldAsync("passwordReset", member.AccountId, "account");
    }

    [Fact]
    public async Task Second_factors()
    {
        var company = await host.SignUpAsync();
        var boss = company.Owner;
        var secret = Base32.Decode((await boss.PostAsync("/api/v1/me/mfa/authenticator")).Text("secret")!);
        var confirmed = await boss.PostAsync("/api/v1/me/mfa/authenticator/confirmation", new { code = Totp.Code(secret, Totp.StepAt(DateTimeOffset.UtcNow)) });
        var challenge = (string?)(await PostAsync("/api/v1/auth/login", new { email = boss.Email, password = Company.Password }))["mfaToken"];
        await PostAsync("/api/v1/auth/mfa", new { mfaToken = challenge, code = "000000" });
        await PostAsync("/api/v1/auth/mfa", new { mfaToken = challenge, code = (string?)confirmed.Body["recoveryCodes"]![0] });
        (await boss.PostAsync("/api/v1/me/mfa/recovery-codes")).ShouldBe(HttpStatusCode.OK);
        (await boss.DeleteAsync("/api/v1/me/mfa/authenticator")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await boss.PostAsync("/api/v1/auth/step-up", new { password = Company.Password })).ShouldBe(HttpStatusCode.OK);
        var told = (await boss.AuditAsync($"?object=account&objectId={boss.AccountId}&sort=at")).Select(e => (string)e["action"]!).ToList();
        told.ShouldBe(["loggedIn", "mfaEnabled", "mfaFailed", "recoveryCodeUsed", "loggedIn", "recoveryCodesRenewed", "mfaDisabled", "steppedUp"]);
    }

    [Fact]
    public async Task Members_roles_keys_and_the_policy()
    {
        var company = await host.SignUpAsync();
        var (boss, heir) = (company.Owner, await company.JoinAsync("member"));
        var reading = new[] { new { permission = "contacts.read", scope = "all" } };
        var email = $"new-{Guid.CreateVersion7():n}@elsewhere.example";
        var invitation = (await boss.PostAsync("/api/v1/invitations", new { email, role = "member" })).ShouldBe(HttpStatusCode.Created);
        await PostAsync("/api/v1/public/invitations/acceptance", new { token = await host.Mail.TokenAsync(email, "/accept-invitation"), fullName = "Nina New", password = Company.Password });
        var late = (await boss.PostAsync("/api/v1/invitations", new { email = $"x{email}", role = "member" })).ShouldBe(HttpStatusCode.Created);
        await boss.DeleteAsync($"/api/v1/invitations/{late.Id}");
        var role = (await boss.PostAsync("/api/v1/roles", new { name = "Readers", permissions = reading })).ShouldBe(HttpStatusCode.Created);
        await boss.PatchAsync($"/api/v1/roles/{role.Id}", new { name = "Lookers" });
        await boss.DeleteAsync($"/api/v1/roles/{role.Id}");
        var key = (await boss.PostAsync("/api/v1/api-keys", new { name = "Site", permissions = reading })).ShouldBe(HttpStatusCode.Created);
        await boss.PostAsync($"{key.Location}/rotations", new { overlapHours = 0 });
        await boss.DeleteAsync($"{key.Location}");
        (await boss.PatchAsync("/api/v1/security-policy", new { mfaRequired = false })).ShouldBe(HttpStatusCode.OK);
        await boss.PatchAsync($"/api/v1/members/{heir.AccountId}", new { role = "admin" });
        (await boss.PostAsync("/api/v1/ownership-transfers", new { heir.AccountId })).ShouldBe(HttpStatusCode.OK);

        var told = (await heir.AuditAsync("?limit=200")).Select(e => $"{e["object"]} {e["action"]}").ToHashSet();
        foreach (var entry in new[]
        {
            "tenant stateChanged", "invitation created", "account invitationAccepted", "invitation revoked", "role created", "role updated", "role deleted", "apiKey created", "apiKey rotated",
            "apiKey revoked", "securityPolicy updated", "member updated", "member ownershipTransferred",
        }) told.ShouldContain(entry);
        var renamed = (await heir.AuditAsync($"?objectId={role.Id}&action=updated")).ShouldHaveSingleItem();
        ((string?)renamed["before"]!["name"], (string?)renamed["after"]!["name"], (string?)renamed["fields"]![0]).ShouldBe(("Readers", "Lookers", "name"));
        invitation.Id.ShouldNotBe(late.Id);
    }

    [Fact]
    public async Task States_of_the_company_whoever_changes_them()
    {
        var company = await host.SignUpAsync();
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync("update catalog.tenants set state = 'readOnly' where id = @Id", new { company.Id });
        var told = (await company.Owner.AuditAsync("?action=stateChanged")).Select(e => (string)e["after"]!["state"]!).ToList();
        told.ShouldBe(["readOnly", "active"]);
    }

    private async Task<IReadOnlyList<JsonNode>> ToldAsync(string action, Guid about, string actor, Guid? by = null)
    {
        var told = await Boss.AuditAsync($"?action={action}&objectId={about}&actorKind={actor}{(by is null ? "" : $"&actor={by}")}");
        told.ShouldNotBeEmpty($"{action} of {about} by {actor}");
        return told;
    }

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await stranger.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
