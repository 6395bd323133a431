using System.Diagnostics;
using System.Text.Json.Nodes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

/// <summary>What newcomers are told to type, typed against a node of its own.</summary>
public sealed class TheTourInTheReadme : IAsyncDisposable
{
    private readonly string prefix = $"crm_tour_{Guid.CreateVersion7().ToString("n")[^12..]}";
    private readonly Dictionary<string, string> environment;

    public TheTourInTheReadme()
    {
        var settings = TestSettings.For(prefix);
        environment = new()
        {
            ["CRM_POSTGRES"] = settings.Postgres,
            ["CRM_CONTROL_DATABASE"] = settings.ControlDatabase,
            ["CRM_TEMPLATE_DATABASE"] = settings.TemplateDatabase,
            ["CRM_TENANT_PREFIX"] = settings.TenantPrefix,
            ["CRM_LOCAL"] = settings.Local,
        };
    }

    [Fact]
    public async Task It_shows_what_it_promises()
    {
        var (exit, said) = await Node.RunAsync("migrate", environment);
        exit.ShouldBe(0, said);
        said.Split('\n').ShouldAllBe(line => line.Contains(" info: "), "migrate says more than the log");
        await using var node = await Node.StartAsync(environment);

        var shown = await TypeAsync(node.Url);

        shown.Count.ShouldBe(4);
        ((string?)shown[0]["jobTitle"]).ShouldBe("Rear Admiral");
        ((string?)shown[1]["stage"]).ShouldBe("qualified");
        ((int?)shown[2]["page"]!["total"]).ShouldBe(1);
        ((string?)shown[2]["data"]![0]!["fullName"]).ShouldBe("Grace Hopper");
        shown[3]["data"]!.AsArray().Select(entry => (string?)entry!["kind"]).ShouldContain("contact.stageChanged");
    }

    private async Task<List<JsonNode>> TypeAsync(Uri url)
    {
        var tour = File.ReadAllText(Repository.Path("README.md")).Split("```bash\n")[1].Split("```")[0];
        var start = new ProcessStartInfo("timeout", ["--kill-after=1", "100", "bash", "-c", tour]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["CRM_URL"], start.Environment["CRM_LOCAL"]) = (url.GetLeftPart(UriPartial.Authority), environment["CRM_LOCAL"]);
        using var bash = Process.Start(start)!;
        var (output, errors) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await errors).ShouldBeEmpty();
        bash.ExitCode.ShouldBe(0, await output);
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    public async ValueTask DisposeAsync()
    {
        await TestSettings.DropAsync(prefix);
        Directory.Delete(environment["CRM_LOCAL"], recursive: true);
    }
}
