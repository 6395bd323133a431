using System.Diagnostics;
using System.Net;
using Crm.Tests.Support;
using Xunit;

namespace Crm.Tests.Nodes;

[Collection("Kills")]
public sealed class SignupsSurviveRandomKills(Installation installation, ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private volatile Node node = null!;

    /// <remarks><c>SEED=…</c> repeats a failed run, as far as processes can be repeated.</remarks>
    [Fact]
    public async Task Twenty_signups_survive_ten_kills_at_random_moments()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"SEED={seed}");
        var random = new Random(seed);
        node = await installation.OnlyAsync();
        var founders = Enumerable.Range(0, 20).Select(_ => new Founder(installation, Founder.NewSlug())).ToList();
        var founding = founders.Select(f => FoundAsync(f, TimeSpan.FromSeconds(20 * random.NextDouble()))).ToList();

        for (var kill = 0; kill < 10; kill++)
        {
            await Task.Delay(random.Next(1200), TestContext.Current.CancellationToken);
            await node.KillAsync();
            node = await installation.StartAsync();
        }

        var watch = Stopwatch.StartNew();
        await Task.WhenAll(founding);
        output.WriteLine($"All ready {watch.Elapsed.TotalSeconds:0.0} s after the last restart.");
        await Founder.ShouldAllBeWholeAsync(installation, founders);
    }

    private async Task FoundAsync(Founder founder, TimeSpan after)
    {
        await Task.Delay(after, TestContext.Current.CancellationToken);
        await InsistAsync(founder.SignUpAsync);
        await installation.Mail.TokenAsync(founder.Email, "/verify", (int)Patience.TotalSeconds);
        await InsistAsync(founder.VerifyAsync);
        await InsistAsync(on => founder.ReadyAsync(on, Patience));
    }

    /// <summary>What got no answer, or was told to come back, is asked again, as any client would.</summary>
    private async Task InsistAsync(Func<Node, Task> ask)
    {
        for (var watch = Stopwatch.StartNew(); ;)
            try
            {
                await ask(node);
                return;
            }
            catch (Exception lost) when (lost is HttpRequestException { StatusCode: null or HttpStatusCode.ServiceUnavailable } or IOException && watch.Elapsed < Patience)
            {
                await Task.Delay(100);
            }
    }
}
