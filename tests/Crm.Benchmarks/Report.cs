using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Crm.Benchmarks;

/// <summary>A figure, and the bar it is held against, if there is one.</summary>
internal sealed record Finding(string What, string Measured, string Bar = "", bool? Ok = null);

/// <summary>The table, as it is printed and kept.</summary>
internal sealed class Report
{
    private readonly List<Finding> findings = [];

    public void Tell(string what, string measured)
    {
        findings.Add(new(what, measured));
        Console.Error.WriteLine($"bench: {what}: {measured}");
    }

    /// <param name="value">What the bar is about.</param>
    public void AtLeast(double bar, double value, string what, string measured) => Judge(new(what, measured, $"≥ {bar:0.##} ×", value >= bar));

    public void AtMost(double bar, double value, string what, string measured, string unit) => Judge(new(what, measured, $"≤ {bar:0.##} {unit}", value <= bar));

    public string Write(string postgres, string command)
    {
        var text = new StringBuilder($"""
            # Benchmarks

            Written by `{command}` on {DateTimeOffset.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: {Processor()}, {Environment.ProcessorCount} cores shared by load, host and PostgreSQL; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; PostgreSQL {postgres}.

            "Bare" is a minimal API with Npgsql and prepared statements that does only the one thing, measured in the same run, in turns with the product: trust the ratios, the absolute figures are this machine's.
            16 connections. A comparison with EF Core is not made, because no part of the product uses it.

            | what | measured | bar | ok |
            |---|---|---|---|

            """);
        foreach (var (what, measured, bar, ok) in findings)
            text.Append(CultureInfo.InvariantCulture, $"| {what} | {measured} | {bar} | {ok switch { true => "yes", false => "**no**", null => "" }} |\n");
        return text.ToString();
    }

    private void Judge(Finding finding)
    {
        findings.Add(finding);
        Console.Error.WriteLine($"bench: {finding.What}: {finding.Measured} (bar {finding.Bar}: {(finding.Ok is true ? "ok" : "missed")})");
    }

    private static string Processor() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]
            : RuntimeInformation.ProcessArchitecture.ToString();
}
