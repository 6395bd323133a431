namespace Crm.Benchmarks.Load;

/// <summary>Several targets in short turns, so that whatever else the machine does meets all of them.</summary>
internal static class Turns
{
    /// <param name="settle">Waits until a round's work that goes on after the answers has ended.</param>
    /// <returns>A result for each target, in their order.</returns>
    public static async Task<LoadResult[]> RunAsync(Choices choices, IReadOnlyList<Target> targets, CancellationToken ct, Func<Task>? settle = null)
    {
        settle ??= () => Task.CompletedTask;
        var sides = targets.Select(target => new Side(target)).ToArray();
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
        return [.. sides.Select(side => side.Total)];
    }

    private sealed record Side(Target Target)
    {
        private readonly List<double> rates = [];
        private readonly List<double> latencies = [];

        public LoadResult Total => new(rates, [.. latencies.Order()]);

        public async Task AddAsync(TimeSpan duration, CancellationToken ct)
        {
            var (rate, measured) = await Target.RunAsync(duration, ct);
            rates.Add(rate);
            latencies.AddRange(measured);
        }
    }
}
