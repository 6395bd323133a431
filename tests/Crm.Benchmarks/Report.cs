using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Crm.Benchmarks;

/// <summary>A figure, and the bar it is held against, if there is one.</summary>
internal sealed record Finding(string What, string Measured, string Details, string Bar = "", bool? Ok = null);

/// <summary>The table, as it is printed and kept.</summary>
internal sealed class Report
{
    /// <summary>What follows it in the document was written by a person, and stays.</summary>
    private const string Mark = "## What misses its bar, and why";

    private readonly List<Finding> findings = [];
    private readonly string loadBefore = Load();

    public void Tell(string what, string measured, string details = "") => Add(new(what, measured, details));

    public void AtLeast(double bar, double value, string what, string details, string unit = "×") => Add(new(what, Text(value, unit), details, $"≥ {Text(bar, unit)}", value >= bar));

    public void AtMost(double bar, double value, string what, string unit, string details = "") => Add(new(what, Text(value, unit), details, $"≤ {Text(bar, unit)}", value <= bar));

    /// <param name="path">The document, if there is one yet.</param>
    public string Write(string postgres, string path)
    {
        var text = new StringBuilder($"""
            # Benchmarks

            Written by `./build/bench` on {TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: {Processor()}, {Environment.ProcessorCount} cores shared by load, host and PostgreSQL, load average {loadBefore} at the start and {Load()} at the end;
            {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; PostgreSQL {postgres}; 16 connections.

            Each figure stands against one of the same run: the product and what it is compared with take turns of a second, and the ratio is the median of the rounds'. Trust the ratios; the absolute
            figures are this machine's, on that day. "Bare" is a minimal API that does only the one thing with Npgsql and prepared statements on one table of documents: no token, no rules, no history.
            "EF Core" reads the same table into objects, without tracking, from a pool of contexts.

            | what | measured | bar | ok | details |
            |---|---|---|---|---|

            """);
        foreach (var (what, measured, details, bar, ok) in findings)
            text.Append(CultureInfo.InvariantCulture, $"| {what} | {measured} | {bar} | {ok switch { true => "yes", false => "**no**", null => "" }} | {details} |\n");
        var before = File.Exists(path) ? File.ReadAllText(path) : "";
        if (before.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var mark) text.Append('\n').Append(before, mark, before.Length - mark);
        return text.ToString();
    }

    private void Add(Finding finding)
    {
        findings.Add(finding);
        var verdict = finding.Ok is { } ok ? $" (bar {finding.Bar}: {(ok ? "ok" : "missed")})" : "";
        Console.Error.WriteLine($"bench: {finding.What}: {finding.Measured}{verdict} {finding.Details}");
    }

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value, value < 10 ? 2 : 0)} {unit}");

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Processor() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]
            : RuntimeInformation.ProcessArchitecture.ToString();
}
