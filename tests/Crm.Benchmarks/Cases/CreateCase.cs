using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Crm.Benchmarks.Load;
using Crm.Benchmarks.Servers;

namespace Crm.Benchmarks.Cases;

/// <summary>New contacts. The product validates, looks for duplicates, keeps history and idempotency records, and publishes a message that is handled while the next are created.</summary>
internal sealed class CreateCase(Company company, BareServer bare, Cluster cluster, Choices choices, Report report)
{
    private readonly List<double> drains = [];
    private int number;

    public async Task RunAsync(CancellationToken ct)
    {
        await company.LogInAsync(ct);
        using var http = Target.Client();
        var ours = new Target(http, HttpStatusCode.Created, () =>
        {
            var request = company.Request(HttpMethod.Post, "/api/v1/contacts");
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
            request.Content = Body();
            return request;
        });
        var theirs = new Target(http, HttpStatusCode.Created, () => new(HttpMethod.Post, new Uri(bare.Url, "/contacts")) { Content = Body() });
        var results = await Turns.RunAsync(choices, [ours, theirs], ct, () => DrainAsync(ct));
        report.AtLeast(0.4, results[0].Against(results[1]), "`POST /contacts` with an Idempotency-Key, against a bare insert", $"{results[0]} against {results[1]}");
        report.Tell("messages of the created contacts handled after the last answer of a round", $"≤ {drains.Max():0.0} s");
    }

    /// <summary>Somebody who is not there yet, which has to be found out.</summary>
    private ByteArrayContent Body()
    {
        var n = Interlocked.Increment(ref number);
        return new(JsonSerializer.SerializeToUtf8Bytes(Contacts.Body($"p{n}@bench.example", Contacts.Name(n)))) { Headers = { ContentType = new("application/json") } };
    }

    private async Task DrainAsync(CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        while ((await cluster.QueryAsync<long>(company.Database(cluster), "select count(*) from wolverine.wolverine_incoming_envelopes where status <> 'Handled'", ct))[0] > 0)
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(2)) throw new InvalidOperationException("The messages are not handled.");
            await Task.Delay(100, ct);
        }
        drains.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
