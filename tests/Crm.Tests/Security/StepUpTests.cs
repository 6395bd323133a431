using System.Net;
using Crm.Kernel.Http;
using Crm.Tests.Support;
using Dapper;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Security;

/// <summary>What an access token alone must not do, however it was come by.</summary>
public sealed class StepUpTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>
{
    private static readonly object Key = new { name = "k", permissions = new[] { new { permission = "contacts.read" } } };
    private static readonly object Connection = new { issuer = "https://id.example", clientId = "c", clientSecret = "s" };

    /// <summary>Everything that asks for a recent login, with a body that would do.</summary>
    private static readonly Dictionary<string, object?> Acts = new()
    {
        ["POST /api/v1/me/mfa/authenticator"] = null,
        ["DELETE /api/v1/me/mfa/authenticator"] = null,
        ["POST /api/v1/me/mfa/recovery-codes"] = null,
        ["POST /api/v1/me/email-changes"] = new { email = "next@elsewhere.example" },
        ["POST /api/v1/api-keys"] = Key,
        ["PATCH /api/v1/api-keys/{id}"] = new { name = "l" },
        ["POST /api/v1/api-keys/{id}/rotations"] = new { overlapHours = 0 },
        ["POST /api/v1/ownership-transfers"] = new { accountId = Guid.CreateVersion7() },
        ["POST /api/v1/sso-connection"] = Connection,
        ["PATCH /api/v1/sso-connection"] = new { jitProvisioning = true },
        ["DELETE /api/v1/sso-connection"] = null,
        ["POST /api/v1/sso-domains"] = new { domain = "step-up.example" },
        ["DELETE /api/v1/sso-domains/{id}"] = null,
        ["POST /api/v1/sso-domains/{id}/verification"] = null,
        ["PATCH /api/v1/security-policy"] = new { mfaRequired = false },
        ["GET /api/v1/audit-entries/export"] = null,
        ["POST /api/v1/contacts/{id}/erasures"] = new { reason = "asked for" },
        ["POST /api/v1/contacts/{id}/subject-exports"] = null,
    };

    [Fact]
    public async Task What_changes_who_gets_in_asks_for_a_recent_login()
    {
        var running = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<RecentLogin>() is not null)
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} /{e.RoutePattern.RawText!.TrimStart('/')}"));
        running.ShouldBe(Acts.Keys, ignoreOrder: true);

        var stale = await LongAgoAsync(await own.Company.JoinAsync("owner"));
        foreach (var (act, body) in Acts)
        {
            var path = act.Split(' ')[1].Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);
            var answer = await stale.CallAsync(HttpMethod.Parse(act.Split(' ')[0]), path, body);
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.Forbidden, "auth.stepUpRequired"), act);
        }
    }

    [Fact]
    public async Task Owners_are_made_and_unmade_after_a_recent_login_and_other_members_without()
    {
        var (owner, clerk) = (await own.Company.JoinAsync("owner"), await own.Company.JoinAsync("member"));
        var stale = await LongAgoAsync(owner);
        var role = (await stale.PostAsync("/api/v1/roles", new { name = "Heirs", permissions = new[] { new { permission = "contacts.read" } } })).ShouldBe(HttpStatusCode.Created).Id;
        (await stale.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { role = "owner" })).ShouldFail(403, "auth.stepUpRequired");
        (await stale.PatchAsync($"/api/v1/members/{own.Company.Owner.AccountId}", new { role = "admin" })).ShouldFail(403, "auth.stepUpRequired");
        (await stale.PatchAsync($"/api/v1/members/{own.Company.Owner.AccountId}", new { status = "suspended" })).ShouldFail(403, "auth.stepUpRequired");
        (await stale.DeleteAsync($"/api/v1/members/{own.Company.Owner.AccountId}")).ShouldFail(403, "auth.stepUpRequired");
        (await stale.PostAsync("/api/v1/invitations", new { email = $"o{Guid.CreateVersion7():n}@x.example", role = "owner" })).ShouldFail(403, "auth.stepUpRequired");
        (await stale.DeleteAsync($"/api/v1/roles/{role}?reassignTo=owner")).ShouldFail(403, "auth.stepUpRequired");
        (await stale.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { role = "manager" })).ShouldBe(HttpStatusCode.OK);

        (await own.Company.Owner.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { role = "owner" })).ShouldBe(HttpStatusCode.OK);
        (await own.Company.Owner.PatchAsync($"/api/v1/members/{clerk.AccountId}", new { role = "member" })).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>The person with a token of a session that goes on, but whose proof lies ten minutes back.</summary>
    private async Task<Person> LongAgoAsync(Person person)
    {
        await using (var control = await host.AdministratorAsync())
            await control.ExecuteAsync("update identity.sessions set authenticated_at = now() - interval '10 minutes', created_at = created_at - interval '10 minutes' where account_id = @AccountId", new { person.AccountId });
        var token = (await person.PostAsync("/api/v1/auth/refresh", new { refreshToken = person.RefreshToken })).ShouldBe(HttpStatusCode.OK).Text("accessToken")!;
        var client = host.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return person with { AccessToken = token, Http = client };
    }
}
