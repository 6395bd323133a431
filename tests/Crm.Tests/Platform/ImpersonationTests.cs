using System.Net;
using Crm.Identity.Tokens;
using Crm.Tests.Security;
using Crm.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Shouldly;
using Xunit;

namespace Crm.Tests.Platform;

/// <summary>What operators may do in a company, and what the company sees of it.</summary>
public sealed class ImpersonationTests(CrmHost host) : IAsyncLifetime
{
    private OperatorAtWork otto = null!;
    private Company company = null!;

    private Person Owner => company.Owner;

    public async ValueTask InitializeAsync() => (otto, company) = (await OperatorAtWork.HireAsync(host), await host.SignUpAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_operator_works_as_a_member_under_their_own_name()
    {
        var (id, guest) = await otto.VisitAsync(company, Owner);
        var created = (await guest.PostAsync("/api/v1/contacts", new { firstName = "Ada" })).ShouldBe(HttpStatusCode.Created);
        (created.Text("createdBy"), created.Text("ownerId")).ShouldBe(($"operator:{otto.Person.AccountId}", Owner.AccountId.ToString()));
        var me = (await guest.GetAsync("/api/v1/me")).ShouldBe(HttpStatusCode.OK);
        (me.Text("role"), (string?)me.Body["impersonation"]!["reason"], (string?)me.Body["impersonation"]!["operator"]!["fullName"]).ShouldBe(("owner", "The import hangs, ticket 4711", "Otto Operator"));
        (await Owner.GetAsync("/api/v1/me")).Body["impersonation"].ShouldBeNull();

        await using var tenant = await host.AdministratorAsync(company.Database);
        (await tenant.QuerySingleAsync<(string, string)>("select actor, means from kernel.changes where object = 'contact'")).ShouldBe(($"operator:{otto.Person.AccountId}", $"impersonation:{id}"));
    }

    [Fact]
    public async Task Nothing_that_concerns_the_members_account_or_the_companys_access_is_open()
    {
        var (_, guest) = await otto.VisitAsync(company, Owner);
        (await guest.PatchAsync("/api/v1/me", new { fullName = "Mallory" })).ShouldFail(403, "auth.forbidden");
        (await guest.PutAsync("/api/v1/me/password", new { current = Company.Password, password = "another long password" })).ShouldFail(403, "auth.forbidden");
        (await guest.PostAsync("/api/v1/auth/switch-tenant", new { tenant = company.Slug })).ShouldFail(403, "auth.forbidden");
        (await guest.PostAsync("/api/v1/auth/step-up", new { password = Company.Password })).ShouldFail(403, "auth.forbidden");
        (await guest.PatchAsync("/api/v1/security-policy", new { impersonationAllowed = true })).ShouldFail(403, "auth.forbidden");
        var samples = await Samples.OfAsync(host);
        foreach (var route in Route.All(host).Where(r => r.Writes && !r.Anonymous && r.Path.Split('/')[3] is "me" or "api-keys" or "members" or "roles" or "teams" or "invitations" or "ownership-transfers" or "impersonations"))
        {
            using var request = samples.Request(route, Owner.AccountId.ToString(), samples.Body(route, company));
            using var answer = await guest.Http.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, route.ToString());
        }
    }

    [Fact]
    public async Task The_company_is_told_sees_it_and_ends_it()
    {
        var (id, guest) = await otto.VisitAsync(company, Owner);
        (await host.Mail.NewestAsync(Owner.Email, "Support works in")).ShouldContain("The import hangs, ticket 4711");
        var member = await company.JoinAsync("member");
        var seen = (await member.GetAsync("/api/v1/impersonations")).Data.Single();
        ((Guid)seen["id"]!, (Guid)seen["account"]!["id"]!, seen["endedAt"]).ShouldBe((id, Owner.AccountId, null));

        (await member.DeleteAsync($"/api/v1/impersonations/{id}")).ShouldFail(403, "auth.forbidden");
        (await Owner.DeleteAsync($"/api/v1/impersonations/{id}")).ShouldBe(HttpStatusCode.NoContent);
        (await Owner.DeleteAsync($"/api/v1/impersonations/{id}")).ShouldBe(HttpStatusCode.NoContent);
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, async () => (await guest.GetAsync("/api/v1/contacts")).Status, TimeSpan.FromSeconds(5), "after the end");
        (await otto.Person.PostAsync($"/api/v1/platform/impersonations/{id}/tokens")).ShouldFail(409, "impersonation.ended");
        ((string?)(await Owner.GetAsync("/api/v1/impersonations")).Data.Single()["endedBy"]).ShouldBe($"account:{Owner.AccountId}");

        await using var control = await host.AdministratorAsync();
        (await control.QueryAsync<(string, string)>("select action, actor from kernel.changes where tenant_id = @Id and object = 'impersonation' order by id", new { company.Id }))
            .ShouldBe([("began", $"operator:{otto.Person.AccountId}"), ("ended", $"account:{Owner.AccountId}")]);
    }

    [Fact]
    public async Task A_company_that_forbids_it_ends_what_is_there_and_lets_nobody_in()
    {
        var (_, guest) = await otto.VisitAsync(company, Owner);
        (await Owner.PatchAsync("/api/v1/security-policy", new { impersonationAllowed = false })).ShouldBe(HttpStatusCode.OK);
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, async () => (await guest.GetAsync("/api/v1/contacts")).Status, TimeSpan.FromSeconds(5), "after it was forbidden");
        (await otto.BeginAsync(company, Owner)).ShouldFail(403, "impersonation.forbidden");
        (await Owner.PatchAsync("/api/v1/security-policy", new { impersonationAllowed = true })).ShouldBe(HttpStatusCode.OK);
        (await otto.BeginAsync(company, Owner)).ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/me/sessions")]
    [InlineData("DELETE", "/api/v1/members/{owner}/sessions")]
    [InlineData("DELETE", "/api/v1/me/sessions/{session}")]
    [InlineData("PUT", "/api/v1/me/password")]
    public async Task However_its_session_ends_the_stay_ends_with_it(string method, string path)
    {
        var visited = await host.SignUpAsync();
        var (id, guest) = await otto.VisitAsync(visited, visited.Owner);
        var session = (string)(await visited.Owner.GetAsync("/api/v1/me/sessions")).Data.Single(s => (string?)s["methods"]![0] == "operator")["id"]!;
        var body = method == "PUT" ? new { currentPassword = Company.Password, newPassword = "a wholly new passphrase" } : null;
        (await visited.Owner.CallAsync(new(method), path.Replace("{owner}", visited.Owner.AccountId.ToString()).Replace("{session}", session), body)).ShouldBe(HttpStatusCode.NoContent);
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, async () => (await guest.GetAsync("/api/v1/contacts")).Status, TimeSpan.FromSeconds(5), "after its session");
        (await otto.Person.PostAsync($"/api/v1/platform/impersonations/{id}/tokens")).ShouldFail(409, "impersonation.ended");
        await using var control = await host.AdministratorAsync();
        (await control.QueryAsync<(string, string)>("select action, actor from kernel.changes where tenant_id = @Id and object = 'impersonation' order by id", new { visited.Id }))
            .ShouldBe([("began", $"operator:{otto.Person.AccountId}"), ("ended", "system")]);
    }

    [Fact]
    public async Task A_stay_that_ran_out_is_not_ended_again()
    {
        var visited = await host.SignUpAsync();
        var (id, _) = await otto.VisitAsync(visited, visited.Owner);
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync("update identity.impersonations set expires_at = now() - interval '1 second' where id = @id", new { id });
        (await visited.Owner.DeleteAsync($"/api/v1/impersonations/{id}")).ShouldBe(HttpStatusCode.NoContent);
        (await visited.Owner.DeleteAsync("/api/v1/me/sessions")).ShouldBe(HttpStatusCode.NoContent);
        (await visited.Owner.GetAsync("/api/v1/impersonations")).Data.Single()["endedAt"].ShouldBeNull();
        (await control.QueryAsync<string>("select action from kernel.changes where tenant_id = @Id and object = 'impersonation'", new { visited.Id })).ShouldBe(["began"]);
    }

    [Fact]
    public async Task Ending_a_stay_and_its_session_at_once_is_told_once_and_nobody_waits_for_ever()
    {
        var visited = await host.SignUpAsync();
        for (var round = 0; round < 5; round++)
        {
            var (id, _) = await otto.VisitAsync(visited, visited.Owner);
            var (stay, session) = (visited.Owner.DeleteAsync($"/api/v1/impersonations/{id}"), visited.Owner.DeleteAsync("/api/v1/me/sessions"));
            (await stay).ShouldBe(HttpStatusCode.NoContent);
            (await session).ShouldBe(HttpStatusCode.NoContent);
            await using var control = await host.AdministratorAsync();
            (await control.QueryAsync<string>("select action from kernel.changes where object = 'impersonation' and object_id = @id::text order by id", new { id })).ShouldBe(["began", "ended"]);
        }
    }

    [Fact]
    public async Task A_guests_token_does_not_outlive_the_stay()
    {
        var token = (await otto.BeginAsync(company, Owner, minutes: 5)).ShouldBe(HttpStatusCode.Created).Text("accessToken")!;
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        var rules = AccessToken.Rules(clock);
        await using (var scope = host.Services.CreateAsyncScope())
            rules.IssuerSigningKeys = (await scope.ServiceProvider.GetRequiredService<SigningKeys>().GetConfigurationAsync(default)).SigningKeys;
        async Task<bool> IsValidAsync() => (await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, rules)).IsValid;
        (await IsValidAsync()).ShouldBeTrue();
        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(10));
        (await IsValidAsync()).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(11) + AccessToken.Skew);
        (await IsValidAsync()).ShouldBeFalse("though an access token lives ten minutes as a rule");
    }

    [Fact]
    public async Task A_guest_who_logs_out_is_the_operator_who_ends_the_stay()
    {
        var (id, guest) = await otto.VisitAsync(company, Owner);
        (await guest.PostAsync("/api/v1/auth/logout")).ShouldBe(HttpStatusCode.NoContent);
        (await guest.GetAsync("/api/v1/contacts")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await otto.Person.PostAsync($"/api/v1/platform/impersonations/{id}/tokens")).ShouldFail(409, "impersonation.ended");
        await using var control = await host.AdministratorAsync();
        (await control.QueryAsync<string>("select actor from kernel.changes where object = 'impersonation' and object_id = @id::text and action = 'ended'", new { id })).ShouldBe([$"operator:{otto.Person.AccountId}"]);
    }

    [Fact]
    public async Task None_begins_while_it_is_being_forbidden()
    {
        var visited = await host.SignUpAsync();
        for (var round = 0; round < 5; round++)
        {
            (await visited.Owner.PatchAsync("/api/v1/security-policy", new { impersonationAllowed = true })).ShouldBe(HttpStatusCode.OK);
            var (begun, forbidden) = (otto.BeginAsync(visited, visited.Owner), visited.Owner.PatchAsync("/api/v1/security-policy", new { impersonationAllowed = false }));
            await Task.WhenAll(begun, forbidden);
            (await forbidden).ShouldBe(HttpStatusCode.OK);
            (await visited.Owner.GetAsync("/api/v1/impersonations")).Data.ShouldAllBe(stay => stay["endedAt"] != null);
        }
    }

    [Fact]
    public async Task A_stay_is_over_when_its_time_is_and_its_tokens_end_with_it()
    {
        var begun = (await otto.BeginAsync(company, Owner, minutes: 1)).ShouldBe(HttpStatusCode.Created);
        ((int)begun.Body["expiresIn"]!).ShouldBeInRange(50, 60);
        var id = (Guid)begun.Body["impersonation"]!["id"]!;
        (await otto.Person.PostAsync($"/api/v1/platform/impersonations/{id}/tokens")).ShouldBe(HttpStatusCode.OK);
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync("update identity.impersonations set expires_at = now() - interval '1 second' where id = @id", new { id });
        (await otto.Person.PostAsync($"/api/v1/platform/impersonations/{id}/tokens")).ShouldFail(409, "impersonation.ended");
    }

    [Fact]
    public async Task Without_a_reason_for_longer_than_an_hour_or_as_nobody_there_is_no_stay()
    {
        (await otto.BeginAsync(company, Owner, reason: "because")).ShouldFail(422, "validation.failed", "/reason");
        (await otto.BeginAsync(company, Owner, minutes: 61)).ShouldFail(422, "validation.failed", "/minutes");
        (await otto.BeginAsync(company, (await host.SignUpAsync()).Owner)).ShouldFail(422, "platform.memberUnknown", "/account");
        (await otto.Person.PostAsync("/api/v1/platform/impersonations", new { tenant = "no-such-company", account = Owner.Email, reason = "long enough a reason" })).ShouldFail(422, "platform.tenantUnknown", "/tenant");
    }

    [Fact]
    public async Task Another_operators_stay_is_nobody_elses_to_go_on_with()
    {
        var (id, _) = await otto.VisitAsync(company, Owner);
        var other = await OperatorAtWork.HireAsync(host);
        (await other.Person.PostAsync($"/api/v1/platform/impersonations/{id}/tokens")).ShouldFail(404, "request.notFound");
        (await other.Person.DeleteAsync($"/api/v1/platform/impersonations/{id}")).ShouldFail(404, "request.notFound");
        (await otto.Person.DeleteAsync($"/api/v1/platform/impersonations/{id}")).ShouldBe(HttpStatusCode.NoContent);
    }
}
