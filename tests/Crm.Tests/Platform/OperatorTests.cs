using System.Net;
using Crm.Identity.Platform;
using Crm.Kernel.Control;
using Crm.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Platform;

/// <summary>Those who run the service have accounts and tokens of their own.</summary>
public sealed class OperatorTests(CrmHost host)
{
    private Person Stranger => new(default, "", "", "", host.Client());

    [Fact]
    public async Task An_operator_enters_with_password_and_code_together_and_each_code_works_once()
    {
        var otto = await OperatorAtWork.HireAsync(host);
        var code = otto.NextCode;
        (await Stranger.PostAsync("/api/v1/platform/auth/login", new { email = otto.Email, password = OperatorAtWork.Password, code = "000000" })).ShouldFail(401, "auth.invalidCredentials");
        (await Stranger.PostAsync("/api/v1/platform/auth/login", new { email = otto.Email, password = "not the password", code })).ShouldFail(401, "auth.invalidCredentials");
        (await Stranger.PostAsync("/api/v1/platform/auth/login", new { email = "nobody@crm.example", password = OperatorAtWork.Password, code })).ShouldFail(401, "auth.invalidCredentials");
        (await Stranger.PostAsync("/api/v1/platform/auth/login", new { email = otto.Email, password = OperatorAtWork.Password, code })).ShouldBe(HttpStatusCode.OK);
        (await Stranger.PostAsync("/api/v1/platform/auth/login", new { email = otto.Email, password = OperatorAtWork.Password, code })).ShouldFail(401, "auth.invalidCredentials");
    }

    [Fact]
    public async Task Failures_lock_for_a_while_and_the_journal_tells_of_them()
    {
        var otto = await OperatorAtWork.HireAsync(host);
        for (var i = 0; i < 6; i++) await Stranger.PostAsync("/api/v1/platform/auth/login", new { email = otto.Email, password = "not the password", code = "000000" });
        await using var control = await host.AdministratorAsync();
        await control.ExecuteAsync("update identity.operators set locked_until = now() + interval '1 minute' where email = @Email and locked_until is not null", new { otto.Email });
        (await Stranger.PostAsync("/api/v1/platform/auth/login", new { email = otto.Email, password = OperatorAtWork.Password, code = otto.NextCode })).ShouldFail(401, "auth.invalidCredentials");
        (await control.QueryAsync<string>("select action from kernel.changes where object = 'operator' and object_id = @id order by id", new { id = otto.Person.AccountId.ToString() }))
            .ShouldBe(["setUp", "loggedIn", "loginFailed", "loginFailed", "loginFailed", "loginFailed", "loginFailed", "loginFailed", "loginFailed"]);
    }

    [Fact]
    public async Task A_setup_token_works_once_and_a_weak_password_is_refused()
    {
        var token = await OperatorAtWork.InviteAsync(host, $"o{Guid.CreateVersion7():n}@crm.example");
        (await Stranger.PostAsync("/api/v1/platform/auth/setup", new { token, password = "short" })).ShouldFail(422, "validation.failed", "/password");
        (await Stranger.PostAsync("/api/v1/platform/auth/setup", new { token = "invented", password = OperatorAtWork.Password })).ShouldFail(422, "platform.setupTokenInvalid", "/token");
        (await Stranger.PostAsync("/api/v1/platform/auth/setup", new { token, password = OperatorAtWork.Password })).ShouldBe(HttpStatusCode.OK);
        (await Stranger.PostAsync("/api/v1/platform/auth/setup/confirmation", new { token, code = "000000" })).ShouldFail(401, "auth.invalidCredentials");

        var otto = await OperatorAtWork.HireAsync(host);
        var again = await OperatorAtWork.InviteAsync(host, otto.Email);
        (await otto.Person.GetAsync("/api/v1/platform/impersonations")).ShouldFail(401, "auth.unauthenticated");
        (await Stranger.PostAsync("/api/v1/platform/auth/login", new { email = otto.Email, password = OperatorAtWork.Password, code = otto.NextCode })).ShouldFail(401, "auth.invalidCredentials");
        (await Stranger.PostAsync("/api/v1/platform/auth/setup", new { token = again, password = OperatorAtWork.Password })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_operators_token_opens_nothing_of_a_company()
    {
        var otto = await OperatorAtWork.HireAsync(host);
        (await otto.Person.GetAsync("/api/v1/platform/impersonations")).ShouldBe(HttpStatusCode.OK);
        foreach (var path in (string[])["/api/v1/me", "/api/v1/contacts", "/api/v1/members", "/api/v1/impersonations"])
            (await otto.Person.GetAsync(path)).ShouldFail(401, "auth.unauthenticated");
    }

    [Fact]
    public async Task An_operator_who_begins_anew_is_out_of_companies_which_are_told()
    {
        var (otto, company) = (await OperatorAtWork.HireAsync(host), await host.SignUpAsync());
        var (id, guest) = await otto.VisitAsync(company, company.Owner);
        await OperatorAtWork.InviteAsync(host, otto.Email);
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, async () => (await guest.GetAsync("/api/v1/contacts")).Status, TimeSpan.FromSeconds(5), "for one who begins anew");
        await using var control = await host.AdministratorAsync();
        (await control.QueryAsync<(string, string, string)>("select action, actor, means from kernel.changes where object = 'impersonation' and object_id = @id::text and action = 'ended'", new { id })).ShouldBe([("ended", "system", "system")]);
    }

    [Fact]
    public async Task A_disabled_operator_is_out_of_the_platform_at_once_and_out_of_companies_within_seconds()
    {
        var (otto, company) = (await OperatorAtWork.HireAsync(host), await host.SignUpAsync());
        var (_, guest) = await otto.VisitAsync(company, company.Owner);
        await using (var scope = host.Services.CreateAsyncScope())
        {
            (await scope.ServiceProvider.GetRequiredService<OperatorBook>().DisableAsync(otto.Email, default)).ShouldBeTrue();
            await scope.ServiceProvider.GetRequiredService<ControlSession>().CommitAsync();
        }
        (await otto.Person.GetAsync("/api/v1/platform/impersonations")).ShouldFail(401, "auth.unauthenticated");
        await Eventually.EqualsAsync(HttpStatusCode.Unauthorized, async () => (await guest.GetAsync("/api/v1/contacts")).Status, TimeSpan.FromSeconds(5), "for a disabled operator");
    }
}
