using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Crm.Benchmarks.Load;
using Crm.Benchmarks.Servers;

namespace Crm.Benchmarks.Cases;

/// <summary>A whole book of contacts with twenty custom fields: brought in by a file, listed, searched, and taken out again.</summary>
internal sealed class BookCase(Company company, RunningProgram host, Cluster cluster, Choices choices, Report report)
{
    private const string Contacts = "/api/v1/contacts";
    private readonly string size = $"{choices.Book} contacts with {BookFile.CustomFields} custom fields";

    public async Task RunAsync(CancellationToken ct)
    {
        await company.LogInAsync(ct);
        for (var number = 1; number <= BookFile.CustomFields; number++)
        {
            var (key, type) = BookFile.Field(number);
            await PostAsync("/api/v1/custom-fields", new { @object = "contact", key, label = key, type }, ct);
        }
        await ImportAsync(ct);
        await cluster.ExecuteAsync(company.Database(cluster), "vacuum analyze", ct);
        await ListAsync(ct);
        await SearchAsync(ct);
        await ExportAsync(ct);
    }

    private async Task ImportAsync(CancellationToken ct)
    {
        var (before, started) = (host.MegabytesResident, Stopwatch.GetTimestamp());
        await using var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await BookFile.WriteAsync(file, choices.Book, ct);
        file.Position = 0;
        started = Stopwatch.GetTimestamp();
        using var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var uploaded = await company.Http.PostAsync("/api/v1/imports?object=contact&fileName=book.csv", content, ct);
        var import = await ReadAsync(uploaded, ct);
        var upload = Stopwatch.GetElapsedTime(started);
        var (job, peak) = await EndAsync((Guid)(await PostAsync($"/api/v1/imports/{(Guid)import["id"]!}/runs", new { }, ct))["id"]!, ct);
        var elapsed = Stopwatch.GetElapsedTime(started);
        if ((long)job["failedRows"]! > 0) throw new InvalidOperationException($"Rows failed: {job.ToJsonString()}");
        report.AtLeast(5000, choices.Book / elapsed.TotalSeconds, $"rows/s of an import, {size}, upload included", $"{elapsed.TotalSeconds:0} s, of which the upload took {upload.TotalSeconds:0}", "/s");
        report.Tell("resident memory of the node meanwhile, at most", $"{peak:0} MB", $"before: {before:0} MB; a file of {file.Length / (1024 * 1024)} MiB");
    }

    private async Task ListAsync(CancellationToken ct)
    {
        await company.LogInAsync(ct);
        using var http = Target.Client();
        Target Ours(string path) => new(http, HttpStatusCode.OK, () => company.Request(HttpMethod.Get, path));
        var far = await ListCase.FarAsync(company, Math.Min(999, choices.Book / 50 - 1) * 50, ct);
        var (filtered, first, late) = (await P95Async(Ours($"{Contacts}?stage=customer"), ct), await P95Async(Ours(Contacts), ct), await P95Async(Ours(far), ct));
        report.AtMost(50, filtered, $"list of 50 by an indexed filter, p95, {size}", "ms");
        report.AtMost(50, late, "cursor page 1000, p95, of the same", "ms", $"page 1: {first:0.0} ms");
    }

    private async Task SearchAsync(CancellationToken ct)
    {
        await company.LogInAsync(ct);
        using var http = Target.Client();
        var dice = new Random(1);
        var kinds = new (string What, Func<int, string> Words)[]
        {
            ("a whole name", n => $"{BookFile.FirstName(n)} {BookFile.LastName(n)}"),
            ("a last name", BookFile.LastName),
            ("the beginning of one", n => BookFile.LastName(n)[..4]),
            ("one with a letter wrong", n => BookFile.LastName(n) is var name ? name[..3] + "x" + name[4..] : ""),
            ("a phone number", BookFile.Phone),
            ("an address", n => $"p{n}@m{n % 5003}.example"),
        };
        foreach (var (what, words) in kinds)
        {
            var target = new Target(http, HttpStatusCode.OK, () => company.Request(HttpMethod.Get, $"/api/v1/search?q={Uri.EscapeDataString(words(dice.Next(choices.Book)))}"));
            report.AtMost(50, await P95Async(target, ct), $"search for {what}, p95, of the same", "ms");
        }
    }

    private async Task ExportAsync(CancellationToken ct)
    {
        await company.LogInAsync(ct);
        var (before, started) = (host.MegabytesResident, Stopwatch.GetTimestamp());
        var (job, peak) = await EndAsync((Guid)(await PostAsync("/api/v1/exports", new { @object = "contact", format = "csv" }, ct))["id"]!, ct);
        var elapsed = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        using var result = await company.Http.GetAsync($"/api/v1/jobs/{(Guid)job["id"]!}/result", HttpCompletionOption.ResponseHeadersRead, ct);
        await using var body = await result.Content.ReadAsStreamAsync(ct);
        await body.ReadExactlyAsync(new byte[1], ct);
        report.AtMost(500, Stopwatch.GetElapsedTime(started).TotalMilliseconds, "first byte of the file of an export of all", "ms", $"written at {choices.Book / elapsed.TotalSeconds:0} rows/s");
        report.Tell("resident memory of the node while it was written, at most", $"{peak:0} MB", $"before: {before:0} MB");
    }

    private async Task<double> P95Async(Target target, CancellationToken ct)
    {
        await target.RepeatAsync(20, ct);
        return Statistics.Quantile([.. (await target.RepeatAsync(choices.Quick ? 20 : 200, ct)).Order()], 0.95);
    }

    /// <returns>The job, and the most memory that the node had meanwhile, in MB.</returns>
    private async Task<(JsonObject Job, double Peak)> EndAsync(Guid id, CancellationToken ct)
    {
        var (peak, loggedIn) = (0.0, Stopwatch.GetTimestamp());
        while (true)
        {
            var job = await ReadAsync(await company.Http.GetAsync($"/api/v1/jobs/{id}", ct), ct);
            peak = Math.Max(peak, host.MegabytesResident);
            if ((string?)job["status"] == "succeeded") return (job, peak);
            if ((string?)job["status"] is not ("queued" or "running")) throw new InvalidOperationException($"The job did not succeed: {job.ToJsonString()}");
            // A token lives ten minutes.
            if (Stopwatch.GetElapsedTime(loggedIn) > TimeSpan.FromMinutes(5))
            {
                await company.LogInAsync(ct);
                loggedIn = Stopwatch.GetTimestamp();
            }
            await Task.Delay(500, ct);
        }
    }

    private async Task<JsonObject> PostAsync(string path, object body, CancellationToken ct) => await ReadAsync(await company.Http.PostAsJsonAsync(path, body, ct), ct);

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        using var read = answer;
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonObject>(ct))! : throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
    }
}
