using System.Diagnostics;
using Crm.Benchmarks.Load;
using Crm.Benchmarks.Servers;

namespace Crm.Benchmarks.Cases;

/// <summary>From a verified address to a company that works, in turns with a bare clone of the template.</summary>
internal sealed class SignupCase(Product product, RunningProgram host, Cluster cluster, Choices choices, Report report)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var (signups, clones) = (new List<double>(), new List<double>());
        (await Company.SignUpAsync(product, host, ct)).Dispose(); // warms up
        await CloneAsync(0, ct);
        for (var i = 1; i <= choices.Signups; i++)
        {
            using var company = await Company.SignUpAsync(product, host, ct);
            signups.Add(company.ReadyAfter.TotalMilliseconds);
            clones.Add(await CloneAsync(i, ct));
        }
        double[] ours = [.. signups.Order()], bare = [.. clones.Order()];
        var (p50, p95, clone) = (Statistics.Quantile(ours, 0.5), Statistics.Quantile(ours, 0.95), Statistics.Quantile(bare, 0.5));
        report.AtMost(1000, p95, "signup, from verification to a usable tenant, p95", "ms", $"of {choices.Signups}; p50 {p50:0} ms");
        report.AtMost(5, p50 / clone, "the same, p50, against a bare `CREATE DATABASE … TEMPLATE`", "×", $"{p50:0} ms against {clone:0} ms");
    }

    private async Task<double> CloneAsync(int number, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        await cluster.ExecuteAsync($"create database {cluster.Prefix}_clone_{number} template {product.TemplateDatabase}", ct);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
