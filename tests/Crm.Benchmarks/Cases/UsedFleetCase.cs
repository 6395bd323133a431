using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Crm.Benchmarks.Load;
using Crm.Benchmarks.Servers;

namespace Crm.Benchmarks.Cases;

/// <summary>What tenants cost that are used: many at once against one, a node's memory for each, and a release that migrates them all.</summary>
internal sealed class UsedFleetCase(Product product, Cluster cluster, Choices choices, Report report)
{
    private int Hot => Math.Min(100, choices.Fleet);
    private int Behind => Math.Min(200, choices.Fleet);

    public async Task RunAsync(Company founder, CancellationToken ct)
    {
        await cluster.ExecuteAsync(product.ControlDatabase, """
            insert into identity.memberships (account_id, tenant_id, role, created_at)
            select m.account_id, t.id, 'owner', now() from catalog.tenants t, (select account_id from identity.memberships order by created_at desc limit 1) m
            on conflict do nothing
            """, ct);
        await using (var host = await product.ServeAsync(ct)) await UseAsync(host, founder, ct);
        await MigrateAsync(ct);
    }

    private async Task UseAsync(RunningProgram host, Company founder, CancellationToken ct)
    {
        using var http = Target.Client();
        var tokens = await TokensAsync(host, founder, ct);
        var next = 0;
        HttpRequestMessage List(AuthenticationHeaderValue token) => new(HttpMethod.Get, new Uri(host.Url, "/api/v1/contacts")) { Headers = { Authorization = token } };
        Target Of(int tenants) => new(http, HttpStatusCode.OK, () => List(tokens[(int)((uint)Interlocked.Increment(ref next) % tenants)]));

        var results = await Turns.RunAsync(choices, [Of(Hot), Of(1)], ct);
        report.AtMost(1.5, results[0].P95 / results[1].P95, $"list, p95, {Hot} hot of {choices.Fleet} tenants against one", "×", $"{results[0]} against {results[1]}; no refused connection");

        await Task.Delay(choices.Idle, ct);
        var before = host.MegabytesResident;
        foreach (var token in tokens[Hot..])
        {
            using var request = List(token);
            using var answer = (await http.SendAsync(request, ct)).EnsureSuccessStatusCode();
        }
        await Task.Delay(choices.Idle, ct);
        var each = Math.Max(0, host.MegabytesResident - before) * 1024 / Math.Max(1, tokens.Length - Hot);
        report.AtMost(400, each, "resident memory of the node for each tenant that was used once", "KB", $"{tokens.Length - Hot} tenants on top of {before:0} MB");
    }

    /// <summary>The founder, who belongs to all of them, moves from one to the next.</summary>
    private static async Task<AuthenticationHeaderValue[]> TokensAsync(RunningProgram host, Company founder, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = host.Url };
        var login = await founder.LogInAtAsync(http, ct);
        var (tokens, access) = (new List<AuthenticationHeaderValue>(), (string)login["accessToken"]!);
        foreach (var tenant in login["tenants"]!.AsArray())
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", access);
            using var moved = (await http.PostAsJsonAsync("/api/v1/auth/switch-tenant", new { tenant = (string)tenant!["id"]! }, ct)).EnsureSuccessStatusCode();
            access = (string)(await moved.Content.ReadFromJsonAsync<JsonObject>(ct))!["accessToken"]!;
            tokens.Add(new("Bearer", access));
        }
        return [.. tokens];
    }

    private async Task MigrateAsync(CancellationToken ct)
    {
        await cluster.ExecuteAsync(product.ControlDatabase, $"update catalog.tenants set schema_version = 1 where id in (select id from catalog.tenants limit {Behind})", ct);
        var started = Stopwatch.GetTimestamp();
        await product.MigrateAsync(ct);
        report.AtMost(60, Stopwatch.GetElapsedTime(started).TotalSeconds, $"migration of {Behind} tenants, 4 at a time", "s", "each compared with its whole schema, every script run again");
    }
}
