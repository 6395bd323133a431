using System.Diagnostics;
using Crm.Benchmarks.Load;
using Crm.Benchmarks.Servers;

namespace Crm.Benchmarks.Cases;

/// <summary>What tenants cost that nobody uses: a start, and a node at rest, with one company and with hundreds.</summary>
internal sealed class FleetCase(Product product, Cluster cluster, Choices choices, Report report)
{
    public async Task RunAsync(CancellationToken ct)
    {
        using var founder = await FounderAsync(ct);
        var template = founder.Database(cluster);
        var one = await MeasureAsync(ct);
        await CloneAsync(template, ct);
        var many = await MeasureAsync(ct);
        var fleet = $"{choices.Fleet} tenants";
        report.AtMost(1.5, many.StartUp / one.StartUp, $"start-up with {fleet} against 1", "×", $"{many.StartUp:0.00} s against {one.StartUp:0.00} s");
        report.AtMost(20, many.Transactions, $"transactions/s of {fleet}, all idle", "/s", $"with 1: {one.Transactions:0.0}/s");
        report.AtMost(30, many.Connections, $"connections of the node, {fleet}, all idle", "connections", $"with 1: {one.Connections}");
        report.AtMost(1.2, many.Megabytes / one.Megabytes, $"resident memory of the node, {fleet}, all idle, against 1", "×", $"{many.Megabytes:0} MB against {one.Megabytes:0} MB");
        await new UsedFleetCase(product, cluster, choices, report).RunAsync(founder, ct);
    }

    /// <summary>Whose company was put to sleep while no node runs.</summary>
    private async Task<Company> FounderAsync(CancellationToken ct)
    {
        Company founder;
        await using (var host = await product.ServeAsync(ct)) founder = await Company.SignUpAsync(product, host, ct);
        await cluster.ExecuteAsync(product.ControlDatabase, "update catalog.tenants set awake_until = null", ct);
        return founder;
    }

    private async Task CloneAsync(string template, CancellationToken ct)
    {
        // All of them log in as the company they are copies of, whose own limit is meant for one.
        await cluster.ExecuteAsync($"alter role {template} connection limit -1", ct);
        Console.Error.WriteLine($"bench: cloning {choices.Fleet} tenants");
        await Parallel.ForEachAsync(Enumerable.Range(1, choices.Fleet - 1), new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = ct }, async (_, stop) =>
        {
            var key = Guid.CreateVersion7().ToString("n");
            var database = $"{cluster.Prefix}_t_{key}";
            await cluster.ExecuteAsync($"create database {database} template {template}", stop);
            await cluster.ExecuteAsync($"revoke all on database {database} from public; grant connect, temporary on database {database} to {template}", stop);
            await cluster.ExecuteAsync(product.ControlDatabase, $"""
                insert into catalog.tenants (id, slug, organization, state, server, database, role, sealed_password, schema_version, time_zone, currency, created_at)
                select '{key}', 'f{key}', organization, state, server, '{database}', role, sealed_password, schema_version, time_zone, currency, now()
                from catalog.tenants where database = '{template}'
                """, stop);
        });
    }

    private async Task<Rest> MeasureAsync(CancellationToken ct)
    {
        var starts = new List<double>();
        for (var i = 1; i < choices.Starts; i++)
            await using (var brief = await product.ServeAsync(ct)) starts.Add(brief.StartUp.TotalSeconds);
        await using var host = await product.ServeAsync(ct);
        starts.Add(host.StartUp.TotalSeconds);
        await Task.Delay(choices.Idle, ct); // what a start sets off has ended, and idle connections are let go

        var (began, before) = (Stopwatch.GetTimestamp(), await cluster.TransactionsAsync(ct));
        await Task.Delay(choices.Idle, ct);
        var transactions = (await cluster.TransactionsAsync(ct) - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new(Statistics.Median(starts), transactions, await cluster.ConnectionsAsync(ct), host.MegabytesResident);
    }

    private sealed record Rest(double StartUp, double Transactions, long Connections, double Megabytes);
}
