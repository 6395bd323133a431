using System.Net;
using System.Text.Json.Nodes;
using Crm.Identity.Audit;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Audit;

public sealed class ExportTests(CrmHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_entry_is_a_line_oldest_first_and_the_export_is_an_entry_itself()
    {
        var company = await host.SignUpAsync();
        for (var i = 0; i < 3; i++) await company.Owner.ContactAsync($"N{i}");
        await company.TamperAsync("insert into kernel.changes (actor, means, object, action, values_digest) select 'system', 'test', 'bulk', 'created', '' from generate_series(1, 1500)");
        var before = DateTimeOffset.UtcNow;

        var lines = await LinesAsync(company, $"?format=ndjson&to={Uri.EscapeDataString(before.ToString("O"))}");
        var entries = lines.Select(line => JsonNode.Parse(line)!).ToList();
        entries.Count.ShouldBeGreaterThan(1503);
        entries.Select(e => (string)e["id"]!).Distinct().Count().ShouldBe(entries.Count);
        entries.Select(e => (DateTimeOffset)e["at"]!).ShouldBe(entries.Select(e => (DateTimeOffset)e["at"]!).Order());
        (await LinesAsync(company, $"?to={Uri.EscapeDataString(before.ToString("O"))}")).Count.ShouldBe(entries.Count + 1);
        var exports = await company.Owner.AuditAsync("?action=exported");
        exports.Count.ShouldBe(2);
        ((string?)exports[1]["after"]!["format"], (string?)exports[1]["means"]).ShouldBe(("ndjson", "api"));
    }

    [Fact]
    public async Task It_is_a_file_whose_first_line_is_the_header()
    {
        var company = await host.SignUpAsync();
        using var answer = await company.Owner.Http.GetAsync("/api/v1/audit-entries/export", HttpCompletionOption.ResponseHeadersRead, Ct);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("audit-entries.csv");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Ct));
        (await reader.ReadLineAsync(Ct)).ShouldStartWith("id,at,actorKind,");
        (await company.Owner.GetAsync("/api/v1/audit-entries/export?format=xml")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    [InlineData("plain", "plain")]
    [InlineData(null, "")]
    public void A_cell_that_a_spreadsheet_would_calculate_is_text(string? text, string cell) => AuditCsv.Cell(text).ShouldBe(cell);

    [Fact]
    public async Task Formulas_do_not_get_through()
    {
        var company = await host.SignUpAsync();
        await company.TamperAccessAsync("select kernel.append_change('system', '=cmd|''/C calc''!A0', null, @tenant, '@object', '+1', '-action')");
        (await LinesAsync(company, "")).ShouldContain(line => line.Contains("\"'=cmd|'/C calc'!A0\",\"'-action\",\"'@object\",\"'+1\""));
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(Company company, string query) =>
        (await company.Owner.Http.GetStringAsync($"/api/v1/audit-entries/export{query}", Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
