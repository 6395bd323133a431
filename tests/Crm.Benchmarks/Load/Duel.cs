namespace Crm.Benchmarks.Load;

/// <summary>Two servers in turns, so that whatever else the machine does meets both.</summary>
internal static class Duel
{
    /// <param name="settle">Waits until a round's work that goes on after the answers has ended.</param>
    public static async Task<(LoadResult Ours, LoadResult Bare)> RunAsync(Target ours, Target bare, Choices choices, CancellationToken ct, Func<Task>? settle = null)
    {
        settle ??= () => Task.CompletedTask;
        var sides = new[] { new Side(ours), new Side(bare) };
        for (var i = 0; i < choices.WarmUps; i++)
        {
            foreach (var side in sides) await side.Target.RunAsync(choices.WarmUp, ct);
            await settle();
            // The compiler of hot code has one thread, and gets its turn when the load lets go of the cores.
            await Task.Delay(choices.WarmUp, ct);
        }
        for (var round = 0; round < choices.Rounds; round++)
            foreach (var side in round % 2 == 0 ? sides : sides.Reverse())
            {
                await side.AddAsync(choices.Round, ct);
                await settle();
            }
        return (sides[0].Result, sides[1].Result);
    }

    private sealed record Side(Target Target)
    {
        private readonly List<double> rates = [];
        private readonly List<double> latencies = [];

        public LoadResult Result => new(rates, [.. latencies.Order()]);

        public async Task AddAsync(TimeSpan duration, CancellationToken ct)
        {
            var (rate, measured) = await Target.RunAsync(duration, ct);
            rates.Add(rate);
            latencies.AddRange(measured);
        }
    }
}
