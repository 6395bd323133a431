using System.Net;
using Crm.Identity.Tokens;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity;

public class KeyRotationTests(CrmHost host)
{
    [Fact]
    public async Task A_key_is_published_before_it_signs_and_after_it_signed_and_no_token_fails_meanwhile()
    {
        var company = await host.SignUpAsync();
        var (clock, before) = (new FakeClock(), await KeysAsync());
        clock.Advance(DateTimeOffset.UtcNow - clock.GetUtcNow());

        await AdvanceAsync(clock);
        (await KeysAsync()).Count(k => k.State == "next").ShouldBe(1);
        await AdvanceAsync(clock); // not before it was published for an hour
        (await KeysAsync()).Single(k => k.State == "active").ShouldBe(before.Single(k => k.State == "active"));

        clock.Advance(TimeSpan.FromHours(1));
        await AdvanceAsync(clock);
        var after = await KeysAsync();
        after.Select(k => k.State).ShouldBe(["active", "retired"], ignoreOrder: true);
        after.Single(k => k.State == "active").Kid.ShouldNotBe(before.Single(k => k.State == "active").Kid);
        (await company.Owner.GetAsync("/api/v1/me")).ShouldBe(HttpStatusCode.OK);
        await Eventually.EqualsAsync(2, async () => (await company.Owner.GetAsync("/.well-known/jwks.json")).Body["keys"]!.AsArray().Count, TimeSpan.FromSeconds(5), "published keys");
        (await (await Person.LogInAsync(host, company.Owner.Email)).GetAsync("/api/v1/me")).ShouldBe(HttpStatusCode.OK);
        (await company.Owner.GetAsync("/api/v1/me")).ShouldBe(HttpStatusCode.OK);
    }

    private Task AdvanceAsync(FakeClock clock) => WithAsync(clock, rotation => rotation.AdvanceAsync(early: true, TestContext.Current.CancellationToken));

    private async Task WithAsync(FakeClock clock, Func<KeyRotation, Task> act)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var control = scope.ServiceProvider.GetRequiredService<ControlSession>();
        await act(new KeyRotation(control, scope.ServiceProvider.GetRequiredService<Secrets>(), clock));
        await control.CommitAsync();
    }

    private async Task<IReadOnlyList<(string Kid, string State)>> KeysAsync()
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ControlSession>().QueryAsync<(string, string)>("select kid, state from identity.signing_keys order by created_at");
    }
}
