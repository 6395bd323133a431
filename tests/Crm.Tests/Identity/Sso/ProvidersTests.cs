using Crm.Identity.Sso;
using Crm.Kernel.Problems;
using Crm.Tests.Operations;
using Crm.Tests.Support;
using Crm.Tests.Support.Sso;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Crm.Tests.Identity.Sso;

public sealed class ProvidersTests : IHttpClientFactory
{
    private readonly FakeClock clock = new();
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public HttpClient CreateClient(string name) => new();

    [Fact]
    public async Task Keys_are_kept_an_hour_and_asked_for_anew_at_most_once_a_minute()
    {
        await using var simulator = await ProviderSimulator.StartAsync();
        var providers = Make();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => providers.FindAsync(simulator.Issuer, Ct)));
        simulator.KeyReads.ShouldBe(1);
        for (var i = 0; i < 5; i++) await providers.FindWithKeyAsync(simulator.Issuer, "unknown", Ct);
        simulator.KeyReads.ShouldBe(2);
        clock.Advance(TimeSpan.FromSeconds(59));
        await providers.FindWithKeyAsync(simulator.Issuer, "unknown", Ct);
        simulator.KeyReads.ShouldBe(2);
        clock.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => providers.FindWithKeyAsync(simulator.Issuer, "unknown", Ct)));
        simulator.KeyReads.ShouldBe(3);
        clock.Advance(TimeSpan.FromMinutes(61));
        await providers.FindAsync(simulator.Issuer, Ct);
        simulator.KeyReads.ShouldBe(4);
    }

    [Fact]
    public async Task One_that_was_away_is_asked_again_after_a_breath()
    {
        await using var simulator = await ProviderSimulator.StartAsync();
        var providers = Make();
        simulator.DiscoveryChange = document => document["jwks_uri"] = "http://127.0.0.1:1/";
        (await Should.ThrowAsync<ProblemException>(() => providers.FindAsync(simulator.Issuer, Ct))).Type.ShouldBe(SsoProblems.ProviderAway);
        simulator.DiscoveryChange = null;
        (await Should.ThrowAsync<ProblemException>(() => providers.FindAsync(simulator.Issuer, Ct))).RetryAfter.ShouldBe(3);
        clock.Advance(TimeSpan.FromSeconds(3));
        (await providers.FindAsync(simulator.Issuer, Ct)).SigningKeys.Count.ShouldBe(2);
    }

    private Providers Make() => new(this, SettingsAreChecked.Read(), clock, NullLogger<Providers>.Instance);
}
