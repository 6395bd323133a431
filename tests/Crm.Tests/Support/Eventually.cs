using System.Diagnostics;
using Shouldly;

namespace Crm.Tests.Support;

/// <summary>Waiting for what happens by itself, and how long it took.</summary>
internal static class Eventually
{
    public static async Task<TimeSpan> HoldsAsync(Func<Task<bool>> holds, TimeSpan within, string what, Func<string>? evidence = null)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            if (await holds()) return watch.Elapsed;
            if (watch.Elapsed > within) throw new ShouldAssertException($"Not within {within.TotalSeconds} s: {what}.\n{evidence?.Invoke()}");
        }
    }

    public static Task<TimeSpan> EqualsAsync<T>(T expected, Func<Task<T>> actual, TimeSpan within, string what, Func<string>? evidence = null)
    {
        var last = default(T);
        return HoldsAsync(async () => Equals(last = await actual(), expected), within, $"{what} = {expected}", () => $"It was {last}.\n{evidence?.Invoke()}");
    }
}
