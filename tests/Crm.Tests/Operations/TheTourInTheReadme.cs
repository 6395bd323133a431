using System.Diagnostics;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

/// <summary>What newcomers are told to type, typed against a host of its own.</summary>
public sealed class TheTourInTheReadme(HostProcess host) : IClassFixture<HostProcess>
{
    [Fact]
    public async Task It_shows_what_it_promises()
    {
        var tour = File.ReadAllText(Repository.Path("README.md")).Split("```bash\n")[1].Split("```")[0];
        var shown = await TypeAsync(tour);

        shown.Count.ShouldBe(4);
        ((string?)shown[0]["jobTitle"]).ShouldBe("Rear Admiral");
        ((string?)shown[1]["stage"]).ShouldBe("qualified");
        ((int?)shown[2]["page"]!["total"]).ShouldBe(1);
        ((string?)shown[2]["data"]![0]!["fullName"]).ShouldBe("Grace Hopper");
        shown[2]["data"]!.AsArray().Count.ShouldBe(1);
        shown[3]["data"]!.AsArray().Select(entry => (string?)entry!["kind"]).ShouldBe(["contact.created", "contact.updated", "contact.stageChanged"], ignoreOrder: true);
    }

    [Fact]
    public void A_first_migration_says_no_more_than_its_log_does() =>
        host.Migration.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.Contains(" info: "));

    private async Task<List<JsonNode>> TypeAsync(string commands)
    {
        var start = new ProcessStartInfo("timeout", ["--kill-after=1", "100", "bash", "-euo", "pipefail", "-c", commands]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["CRM_URL"], start.Environment["CRM_LOCAL"]) = (host.Url.GetLeftPart(UriPartial.Authority), host.Local);
        using var bash = Process.Start(start)!;
        var (output, errors) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await errors).ShouldBeEmpty();
        bash.ExitCode.ShouldBe(0, await output);
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
