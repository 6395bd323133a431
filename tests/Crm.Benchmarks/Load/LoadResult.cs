namespace Crm.Benchmarks.Load;

/// <summary>What one side did in all its rounds.</summary>
/// <param name="Rates">Requests per second, by round.</param>
/// <param name="Latencies">Milliseconds, sorted.</param>
internal sealed record LoadResult(IReadOnlyList<double> Rates, double[] Latencies)
{
    public double Rate => Statistics.Median(Rates);
    public double P50 => Statistics.Quantile(Latencies, 0.5);
    public double P95 => Statistics.Quantile(Latencies, 0.95);

    /// <summary>Median of the ratios of rounds that ran one after the other: what else the machine did has no part in it.</summary>
    public double Against(LoadResult other) => Statistics.Median(Rates.Zip(other.Rates, (mine, theirs) => mine / theirs));

    public override string ToString() => $"{Rate:0}/s (p50 {P50:0.0} ms, p95 {P95:0.0} ms)";
}

internal static class Statistics
{
    public static double Median(IEnumerable<double> values) => Quantile([.. values.Order()], 0.5);

    public static double Quantile(double[] sorted, double q) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, q * sorted.Length)];
}
