using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Tests.Kernel.Exports;
using Crm.Tests.Support;
using Dapper;
using Npgsql;
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

        var (_, again, job) = await KilledAsync(node, founder, tenant, () => owner.PostAsJsonAsync("/api/v1/exports", new { @object = "contact", format = "csv" }), Rows);
        using var after = again;
        ExportTests.Csv(await again.GetByteArrayAsync($"/api/v1/jobs/{job["id"]}/result", TestContext.Current.CancellationToken)).Select(r => r["id"]).Order().ShouldBe(ManyContacts.Ids(Rows));
        (await tenant.DeadAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_import_and_a_bulk_action_whose_nodes_are_killed_in_the_middle_do_everything_once()
    {
        const int rows = 12_000;
        var node = await installation.OnlyAsync();
        var founder = new Founder(installation, Founder.NewSlug());
        using var owner = await founder.EnterAsync(node);
        await using var tenant = await installation.AdministratorAsync(founder.Database);
        var file = new StringBuilder("firstName,lastName,email\n");
        for (var n = 0; n < rows; n++) file.Append(CultureInfo.InvariantCulture, $"First{n},Last{n},p{n}@m{n}.example\n");
        using var content = new StringContent(file.ToString(), Encoding.UTF8, "text/csv");
        var uploaded = await owner.PostAsync("/api/v1/imports?object=contact&fileName=people.csv", content, TestContext.Current.CancellationToken);
        var import = (await uploaded.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["id"]!.ToString();

        (node, var second, var imported) = await KilledAsync(node, founder, tenant, () => owner.PostAsJsonAsync($"/api/v1/imports/{import}/runs", new { }), rows);
        using var withSecond = second;
        ((long)imported["failedRows"]!).ShouldBe(0);
        ((long)(await second.GetFromJsonAsync<JsonNode>($"/api/v1/imports/{import}", TestContext.Current.CancellationToken))!["outcome"]!["counts"]!["create"]!).ShouldBe(rows);
        (await tenant.ExecuteScalarAsync<long>("select count(distinct data -> 'emails' -> 0 ->> 'address') from contacts.mt_doc_contact where mt_version = 1")).ShouldBe(rows);
        (await tenant.ExecuteScalarAsync<long>("select count(*) from contacts.mt_doc_emailclaim")).ShouldBe(rows);

        var (_, third, changed) = await KilledAsync(node, founder, tenant, () => second.PostAsJsonAsync("/api/v1/bulk-actions", new { @object = "contact", action = "update", filter = new { field = "createdAt", op = "notNull" }, changes = new { jobTitle = "Boss" } }), rows);
        using var withThird = third;
        ((long)changed["done"]!).ShouldBe(rows);
        (await tenant.ExecuteScalarAsync<long>("select count(*) from contacts.mt_doc_contact where mt_version = 2 and data ->> 'jobTitle' = 'Boss'")).ShouldBe(rows);
        (await tenant.ExecuteScalarAsync<long>("select count(*) from kernel.changes where object = 'contact' and action = 'updated'")).ShouldBe(rows);
        (await tenant.DeadAsync()).ShouldBe(0);
    }

    /// <summary>Starts a job, kills its node while a later step is about to commit, and waits for another node to end it.</summary>
    /// <returns>That node, somebody logged in there, and the job.</returns>
    private async Task<(Node Node, HttpClient Again, JsonNode Job)> KilledAsync(Node node, Founder founder, NpgsqlConnection tenant, Func<Task<HttpResponseMessage>> start, int rows)
    {
        var started = await start();
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
        done.ShouldNotBeNull().ShouldBeLessThan(rows);
        output.WriteLine($"Killed with {done} of {rows} rows done.");

        node = await installation.StartAsync();
        var again = await founder.LogInAsync(node);
        JsonNode job = null!;
        await Eventually.HoldsAsync(async () => (string?)(job = (await again.GetFromJsonAsync<JsonNode>(started.Headers.Location!.ToString()))!)["status"] == "succeeded", TimeSpan.FromSeconds(60), "the job succeeds", () => $"{job}\n{node.Output}");
        ((long)job["done"]!).ShouldBe(rows);
        return (node, again, job);
    }
}
