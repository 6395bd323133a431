using System.Diagnostics;
using System.Net;
using Crm.Tests.Support;
using Crm.Tests.Support.Sso;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity.Sso;

public sealed class ProviderAwayTests(CrmHost host)
{
    [Theory]
    [InlineData(Misbehaviour.TokenEndpointFails)]
    [InlineData(Misbehaviour.TokenEndpointHangs)]
    public async Task A_provider_that_does_not_answer_is_503_soon_and_nobody_elses_concern(Misbehaviour how)
    {
        await using var sso = await SsoCompany.MakeAsync(host);
        var reply = await sso.SignOnAsync(sso.Employee("ada"));
        sso.Provider.Misbehaves = how;
        var watch = Stopwatch.StartNew();
        var waiting = sso.CompleteAsync(reply);
        (await sso.PostAsync("/api/v1/auth/login", new { email = sso.Owner.Email, password = Company.Password })).ShouldBe(HttpStatusCode.OK);
        var refused = (await waiting).ShouldFail(503, "sso.providerAway");
        refused.Location.ShouldNotBeNull("Retry-After");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task One_that_is_gone_is_told_when_a_login_begins_and_at_once_the_second_time()
    {
        var sso = await SsoCompany.MakeAsync(host);
        await sso.Provider.DisposeAsync();
        (await sso.BeginAsync()).ShouldFail(503, "sso.providerAway").Location.ShouldBe("3");
        var watch = Stopwatch.StartNew();
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => sso.BeginAsync()))) answer.ShouldFail(503, "sso.providerAway");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        (await sso.Owner.GetAsync(SsoCompany.Connection)).ShouldBe(HttpStatusCode.OK);
        (await sso.Owner.PostAsync($"{SsoCompany.Connection}/checks")).ShouldFail(422, "sso.discoveryFailed");
    }
}
