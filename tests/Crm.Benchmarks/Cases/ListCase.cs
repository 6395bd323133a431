using System.Net;
using System.Text.Json.Nodes;
using Crm.Benchmarks.Load;
using Crm.Benchmarks.Servers;

namespace Crm.Benchmarks.Cases;

/// <summary>A page of 50 by an indexed filter, and one that lies far behind it.</summary>
internal sealed class ListCase(Company company, BareServer bare, Choices choices, Report report)
{
    private const string First = $"/api/v1/contacts?stage={Contacts.Stage}&limit=50";

    private int FarPage => choices.Contacts / 250; // the filter leaves a quarter, so this is four fifths into the list

    public async Task RunAsync(CancellationToken ct)
    {
        await company.LogInAsync(ct);
        using var http = Target.Client();
        var far = await FarAsync(ct);
        var ours = new Target(http, HttpStatusCode.OK, () => company.Request(HttpMethod.Get, First));
        var theirs = new Target(http, HttpStatusCode.OK, () => new(HttpMethod.Get, new Uri(bare.Url, $"/contacts?stage={Contacts.Stage}")));
        var (product, least) = await Duel.RunAsync(ours, theirs, choices, ct);
        report.Tell($"list of 50 by an indexed filter, {choices.Contacts} contacts, against bare", $"{product.Rate / least.Rate:0.00} × ({product} against {least})");

        var (late, early) = await Duel.RunAsync(new(http, HttpStatusCode.OK, () => company.Request(HttpMethod.Get, far)), ours, choices, ct);
        var ratio = early.Rate / late.Rate;
        report.AtMost(1.2, ratio, $"cursor page {FarPage} against page 1", $"{ratio:0.00} × ({late} against {early})", "×");
        var alone = await AloneAsync(ours, ct);
        report.AtMost(50, alone, "list of 50, p95 of one connection", $"{alone:0.0} ms", "ms");
    }

    private async Task<double> AloneAsync(Target target, CancellationToken ct) =>
        Statistics.Quantile([.. (await target.RepeatAsync(choices.Quick ? 20 : 200, ct)).Order()], 0.95);

    private async Task<string> FarAsync(CancellationToken ct)
    {
        var path = First;
        for (var page = 1; page < FarPage; page++)
        {
            var body = (await company.Http.GetFromJsonAsync<JsonObject>(path, ct))!;
            path = $"{First}&cursor={Uri.EscapeDataString((string)body["page"]!["next"]!)}";
        }
        return path;
    }
}
