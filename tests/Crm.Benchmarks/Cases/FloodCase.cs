using System.Diagnostics;
using System.Net;
using Crm.Benchmarks.Load;
using Crm.Benchmarks.Servers;

namespace Crm.Benchmarks.Cases;

/// <summary>What readers feel while strangers try a thousand passwords a second, with the limits of addresses out of the way.</summary>
internal sealed class FloodCase(Company company, Guid[] contacts, Choices choices, Report report)
{
    private const int PerSecond = 1000;
    private const int Readers = 2;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(1); // strangers do not come in bursts
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);
    private readonly Dictionary<HttpStatusCode, int> answers = [];

    public async Task RunAsync(CancellationToken ct)
    {
        await company.LogInAsync(ct);
        using var http = Target.Client();
        var reading = new Target(http, HttpStatusCode.OK, () => company.Request(HttpMethod.Get, $"/api/v1/contacts/{contacts[Random.Shared.Next(contacts.Length)]}"));
        var (quiet, flooded) = (new List<double>(), new List<double>());
        await ReadAsync(reading, choices.WarmUp, ct);
        var (sent, lasted) = (0, TimeSpan.Zero);
        for (var round = 0; round < choices.Rounds; round++)
        {
            quiet.AddRange(await ReadAsync(reading, choices.Round, ct));
            using var flood = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var (started, flooding) = (Stopwatch.GetTimestamp(), FloodAsync(flood.Token));
            await Task.Delay(choices.Round / 2, ct);
            flooded.AddRange(await ReadAsync(reading, choices.Round, ct));
            await flood.CancelAsync();
            (sent, lasted) = (sent + await flooding, lasted + Stopwatch.GetElapsedTime(started));
            await Task.Delay(choices.Round / 2, ct); // the last hash has ended
        }
        var (without, with) = (Statistics.Quantile([.. quiet.Order()], 0.95), Statistics.Quantile([.. flooded.Order()], 0.95));
        var told = string.Join(", ", answers.OrderBy(a => (int)a.Key).Select(a => $"{a.Value} × {(int)a.Key}"));
        report.AtMost(2, with / without, "p95 of `GET /contacts/{id}` during a flood of wrong passwords, against none", "×",
            $"{with:0.0} ms against {without:0.0} ms, {Readers} readers; {sent / lasted.TotalSeconds:0} logins/s: {told}");
    }

    private static async Task<IEnumerable<double>> ReadAsync(Target reading, TimeSpan duration, CancellationToken ct)
    {
        var readers = await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Task.Run(async () =>
        {
            var latencies = new List<double>();
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < duration; await Task.Delay(Pause, ct))
                latencies.AddRange(await reading.RepeatAsync(1, ct));
            return latencies;
        }, ct)));
        return readers.SelectMany(latencies => latencies);
    }

    /// <summary>At that pace whatever the answers, until it is stopped; then nobody waits for what is left.</summary>
    private async Task<int> FloodAsync(CancellationToken stop)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = company.Http.BaseAddress };
        var (started, sent, under) = (Stopwatch.GetTimestamp(), 0, new List<Task>());
        while (!stop.IsCancellationRequested)
        {
            for (var due = Stopwatch.GetElapsedTime(started).TotalSeconds * PerSecond; sent < due; sent++) under.Add(TryAsync(http, sent, stop));
            await Task.Delay(Beat, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await Task.WhenAll(under);
        return sent;
    }

    private async Task TryAsync(HttpClient http, int number, CancellationToken stop)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync("/api/v1/auth/login", new { email = $"flood-{number}@nowhere.example", password = "not the password" }, stop);
            lock (answers) answers[answer.StatusCode] = answers.GetValueOrDefault(answer.StatusCode) + 1;
        }
        catch (OperationCanceledException)
        {
            lock (answers) answers[0] = answers.GetValueOrDefault((HttpStatusCode)0) + 1; // was still waiting
        }
    }
}
