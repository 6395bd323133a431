using System.Diagnostics;
using System.Net;

namespace Crm.Benchmarks.Load;

/// <summary>A server under load, and the request that is sent to it: each connection sends the next one when it has the answer to the last.</summary>
internal sealed class Target(HttpMessageInvoker http, HttpStatusCode expected, Func<HttpRequestMessage> request)
{
    public const int Connections = 16;

    public static HttpMessageInvoker Client() => new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseCookies = false, UseProxy = false });

    public async Task<(double Rate, List<double> Latencies)> RunAsync(TimeSpan duration, CancellationToken ct)
    {
        var (started, latencies) = (Stopwatch.GetTimestamp(), new List<double>[Connections]);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => Task.Run(async () =>
        {
            var mine = latencies[i] = [];
            for (var now = started; Stopwatch.GetElapsedTime(started, now) < duration;)
            {
                await SendAsync(ct);
                var then = Stopwatch.GetTimestamp();
                mine.Add(Stopwatch.GetElapsedTime(now, then).TotalMilliseconds);
                now = then;
            }
        }, ct)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var all = latencies.SelectMany(l => l).ToList();
        return (all.Count / elapsed.TotalSeconds, all);
    }

    /// <summary>One after the other, by one connection.</summary>
    public async Task<double[]> RepeatAsync(int times, CancellationToken ct)
    {
        var latencies = new double[times];
        for (var i = 0; i < times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await SendAsync(ct);
            latencies[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        return latencies;
    }

    private async Task SendAsync(CancellationToken ct)
    {
        using var message = request();
        using var answer = await http.SendAsync(message, ct);
        if (answer.StatusCode != expected)
            throw new InvalidOperationException($"{message.Method} {message.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
        await answer.Content.CopyToAsync(Stream.Null, ct);
    }
}
