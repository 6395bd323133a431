using System.Net;
using System.Text.Json.Nodes;
using Crm.Benchmarks.Load;
using Crm.Benchmarks.Servers;

namespace Crm.Benchmarks.Cases;

/// <summary>A page of 50 by an indexed filter, and the first of a list against one that lies far behind it.</summary>
internal sealed class ListCase(Company company, BareServer bare, Choices choices, Report report)
{
    private const string All = "/api/v1/contacts";
    private const string Filtered = $"{All}?stage={Contacts.Stage}";
    private const int Step = 200;

    public async Task RunAsync(CancellationToken ct)
    {
        await company.LogInAsync(ct);
        using var http = Target.Client();
        var page = Math.Min(1000, choices.Contacts / 50);
        var far = await FarAsync(company, (page - 1) * 50, ct);
        Target Ours(string path) => new(http, HttpStatusCode.OK, () => company.Request(HttpMethod.Get, path));
        var theirs = new Target(http, HttpStatusCode.OK, () => new(HttpMethod.Get, new Uri(bare.Url, $"/contacts?stage={Contacts.Stage}")));
        var results = await Turns.RunAsync(choices, [Ours(Filtered), theirs, Ours(All), Ours(far)], ct);
        var (filtered, least, first, late) = (results[0], results[1], results[2], results[3]);
        report.Tell($"list of 50 by an indexed filter, {choices.Contacts} contacts, against bare", $"{filtered.Against(least):0.00} ×", $"{filtered} against {least}");
        report.AtMost(1.2, first.Against(late), $"cursor page {page} against page 1", "×", $"{late} against {first}");
        var alone = Statistics.Quantile([.. (await Ours(Filtered).RepeatAsync(choices.Quick ? 20 : 200, ct)).Order()], 0.95);
        report.AtMost(50, alone, "list of 50 by an indexed filter, p95 of one connection", "ms");
    }

    /// <summary>A cursor does not know the size of its pages, so it is reached in larger steps.</summary>
    public static async Task<string> FarAsync(Company company, int rows, CancellationToken ct)
    {
        string? cursor = null;
        for (var passed = 0; passed < rows;)
        {
            var step = Math.Min(Step, rows - passed);
            var body = (await company.Http.GetFromJsonAsync<JsonObject>($"{All}?limit={step}{cursor}", ct))!;
            cursor = $"&cursor={Uri.EscapeDataString((string)body["page"]!["next"]!)}";
            passed += step;
        }
        return $"{All}?limit=50{cursor}";
    }
}
