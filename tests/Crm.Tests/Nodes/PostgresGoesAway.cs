using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Nodes;

[Collection("Kills")]
public sealed class PostgresGoesAway(ITestOutputHelper output)
{
    [Fact]
    public async Task While_PostgreSQL_is_away_the_answer_is_503_and_soon_after_its_return_all_is_well()
    {
        await using var server = await PrivatePostgres.StartAsync();
        await using var installation = new Installation();
        await installation.InitializeAsync(server.ConnectionString);
        var node = await installation.StartAsync();
        using var owner = await new Founder(installation, Founder.NewSlug()).EnterAsync(node);
        (await WriteAsync(owner)).StatusCode.ShouldBe(HttpStatusCode.Created);

        await server.StopImmediatelyAsync();
        var slowest = TimeSpan.Zero;
        try
        {
            // More than twice as long as a node may be silent before it counts as dead.
            for (var away = Stopwatch.StartNew(); away.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(250, TestContext.Current.CancellationToken))
                foreach (var ask in new[] { WriteAsync, ReadAsync })
                {
                    var watch = Stopwatch.StartNew();
                    var refused = await ask(owner);
                    refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, node.Output);
                    refused.Headers.RetryAfter.ShouldNotBeNull();
                    if (watch.Elapsed > slowest) slowest = watch.Elapsed;
                }
            slowest.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        }
        finally
        {
            // What is tidied up after a failure needs the server, and would hide the failure.
            await server.StartAgainAsync();
        }

        var back = await Eventually.HoldsAsync(async () => (await WriteAsync(owner)).IsSuccessStatusCode && (await ReadAsync(owner)).IsSuccessStatusCode,
            TimeSpan.FromSeconds(5), "the host writes and reads again", () => node.Output);
        output.WriteLine($"The slowest refusal took {slowest.TotalSeconds:0.00} s; back {back.TotalSeconds:0.0} s after PostgreSQL.");
    }

    private static Task<HttpResponseMessage> WriteAsync(HttpClient client) => client.PostAsJsonAsync("/api/v1/contacts", new { lastName = "Somebody" });

    private static Task<HttpResponseMessage> ReadAsync(HttpClient client) => client.GetAsync("/api/v1/contacts");
}
