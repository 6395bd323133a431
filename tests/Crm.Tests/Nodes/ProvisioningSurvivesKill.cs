using Crm.Tests.Support;
using Xunit;

namespace Crm.Tests.Nodes;

[Collection("Kills")]
public sealed class ProvisioningSurvivesKill(Installation installation, ITestOutputHelper output)
{
    private static readonly string[] Steps = ["reserve", "database", "schemaCheck", "seed", "activate", "welcome"];

    [Fact]
    public async Task A_host_killed_before_or_after_any_step_finishes_every_signup_after_its_restart()
    {
        var node = await installation.OnlyAsync();
        var founders = new List<Founder>();
        foreach (var mark in new[] { "running", "done" })
        {
            var held = Steps.Select(_ => new Founder(installation, Founder.NewSlug())).ToList();
            await using var brake = await Brake.PutOnAsync(installation, held.Zip(Steps, (f, step) => (f.Slug, step)), mark);
            await Task.WhenAll(held.Select(f => f.SignUpAsync(node)));
            await Task.WhenAll(held.Select(f => f.VerifyAsync(node)));
            await Eventually.EqualsAsync(Steps.Length, brake.HeldAsync, TimeSpan.FromSeconds(40), $"signups held up, each where its step is about to be {mark}", () => node.Output);

            await node.KillAsync();
            await brake.ReleaseAsync();
            node = await installation.StartAsync();
            founders.AddRange(held);
        }

        var took = await Task.WhenAll(founders.Select(f => f.ReadyAsync(node, TimeSpan.FromSeconds(60))));
        output.WriteLine($"All ready {took.Max().TotalSeconds:0.0} s after the restart, which took {node.StartedIn.TotalSeconds:0.0} s.");
        await Founder.ShouldAllBeWholeAsync(installation, founders);
        foreach (var founder in founders) (await founder.LogInAsync(node)).Dispose();
    }
}
