using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Tests.Kernel.Exports;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Jobs;

[Collection("Kills")]
public sealed class JobsSurviveKill(Installation installation, ITestOutputHelper output)
{
    private const int Rows = 40_000;

    [Fact]
    public async Task An_export_whose_node_is_killed_in_the_middle_has_every_row_once()
    {
        var node = await installation.OnlyAsync();
        var founder = new Founder(installation, Founder.NewSlug());
        using var owner = await founder.EnterAsync(node);
        await using var tenant = await installation.AdministratorAsync(founder.Database);
        (await owner.PostAsJsonAsync("/api/v1/contacts", new { lastName = "Many", emails = new[] { new { address = "many@x.example" } } })).StatusCode.ShouldBe(HttpStatusCode.Created);
        await ManyContacts.AddAsync(tenant, Rows);

        var started = await owner.PostAsJsonAsync("/api/v1/exports", new { @object = "contact", format = "csv" });
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync());
        Task<long?> DoneAsync() => tenant.ExecuteScalarAsync<long?>("select (data ->> 'done')::bigint from kernel.mt_doc_jobprogress");
        await Eventually.HoldsAsync(async () => await DoneAsync() > 0, TimeSpan.FromSeconds(20), "the first step is done", () => node.Output);
        long? done;
        await using (await tenant.HoldAsync("kernel.mt_doc_jobprogress"))
        {
            await Eventually.HoldsAsync(async () => await tenant.WaitingAsync() > 0, TimeSpan.FromSeconds(20), "a later step is about to commit", () => node.Output);
            done = await DoneAsync();
            await node.KillAsync();
        }
        done.ShouldNotBeNull().ShouldBeLessThan(Rows);
        output.WriteLine($"Killed with {done} of {Rows} rows done.");

        node = await installation.StartAsync();
        using var again = await founder.LogInAsync(node);
        JsonNode job = null!;
        await Eventually.HoldsAsync(async () => (string?)(job = (await again.GetFromJsonAsync<JsonNode>(started.Headers.Location!.ToString()))!)["status"] == "succeeded", TimeSpan.FromSeconds(60), "the job succeeds", () => $"{job}\n{node.Output}");
        ((long)job["done"]!).ShouldBe(Rows);
        ExportTests.Csv(await again.GetByteArrayAsync($"{started.Headers.Location}/result", TestContext.Current.CancellationToken)).Select(r => r["id"]).Order().ShouldBe(ManyContacts.Ids(Rows));
        (await tenant.DeadAsync()).ShouldBe(0);
    }
}
