using System.Text.RegularExpressions;
using Crm.Host;
using Crm.Host.Configuration;
using Shouldly;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Crm.Tests.Operations;

/// <summary>The tests have no container engine: what the container files say is held against the repository and the program instead.</summary>
public partial class ContainerFilesTests
{
    private static readonly string root = Repository();
    private static readonly (string Word, string Text)[] dockerfile = [.. File.ReadLines(Path.Combine(root, "Dockerfile"))
        .Where(line => line.Length > 0 && !line.StartsWith('#')).Select(line => line.Split(' ', 2)).Select(words => (words[0], words[1]))];
    private static readonly dynamic compose = Compose();
    private static readonly string[] programs = ["migrate", "host"];
    private static readonly string[] required = ["CRM_POSTGRES", "CRM_MASTER_KEY", "CRM_WEB_URL"];

    private static Dictionary<object, object> Services => compose["services"];

    [Fact]
    public void What_the_image_copies_is_there_and_not_ignored()
    {
        var kept = File.ReadAllLines(Path.Combine(root, ".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();
        var sources = All("COPY").Where(rest => !rest.StartsWith("--from")).SelectMany(rest => rest.Split(' ')[..^1]).ToList();
        sources.ShouldContain("src");
        foreach (var source in sources)
        {
            Path.Exists(Path.Combine(root, source)).ShouldBeTrue(source);
            kept.ShouldContain(pattern => Regex.IsMatch(source, $"^{pattern.Replace(".", @"\.", StringComparison.Ordinal).Replace("*", ".*", StringComparison.Ordinal)}$"), source);
        }
        Directory.GetFiles(root, "Directory.*.props").Select(Path.GetFileName).ShouldBeSubsetOf(sources);
        File.Exists(Path.Combine(root, Project().Match(All("RUN").Single()).Value)).ShouldBeTrue();
    }

    [Fact]
    public void The_image_starts_the_host_without_rights()
    {
        int.Parse(dockerfile.Last(line => line.Word == "USER").Text).ShouldBeGreaterThan(0);
        All("FROM").Last().ShouldEndWith("chiseled-extra");
        All("ENTRYPOINT").Single().ShouldBe($"""["dotnet", "{typeof(Verbs).Assembly.GetName().Name}.dll"]""");
        var port = new Uri(ImageEnvironment()["CRM_URL"]).Port;
        All("EXPOSE").Single().ShouldBe($"{port} {port + 1000}");
        ((List<object>)compose["services"]["host"]["ports"]).ShouldBe([$"{port}:{port}"]);
        All("VOLUME").Single().ShouldBe(ImageEnvironment()["CRM_LOCAL"]);
    }

    [Fact]
    public void Every_setting_is_one_that_the_host_reads()
    {
        var settings = SettingsTable.All.Select(setting => setting.Name).ToList();
        ImageEnvironment().Keys.ShouldBeSubsetOf(settings);
        foreach (var service in programs)
        {
            var environment = (Dictionary<object, object>)compose["services"][service]["environment"];
            environment.Keys.Cast<string>().ShouldBeSubsetOf(settings);
            foreach (var name in required) environment.Keys.ShouldContain(name, "production requires it");
        }
        Variable().Matches(File.ReadAllText(Path.Combine(root, "compose.yaml"))).Select(m => m.Groups[1].Value).Where(name => name != "POSTGRES_PASSWORD").ShouldBeSubsetOf(settings);
    }

    [Fact]
    public async Task Every_verb_is_one_that_the_host_has()
    {
        string[] verbs = [.. programs.Select(service => (string)compose["services"][service]["command"][0]),
            (string)compose["services"]["host"]["healthcheck"]["test"][3]];
        string.Join(" ", verbs).ShouldBe("migrate serve health");
        foreach (var verb in verbs) (await Verbs.RunAsync([verb, "--help"])).ShouldBe(0, verb);
    }

    [Fact]
    public void Services_wait_for_what_they_need()
    {
        string.Join(" ", Services.Keys).ShouldBe("postgres migrate host");
        ((string)compose["services"]["migrate"]["depends_on"]["postgres"]["condition"]).ShouldBe("service_healthy");
        ((string)compose["services"]["host"]["depends_on"]["migrate"]["condition"]).ShouldBe("service_completed_successfully");
        foreach (var service in Services.Keys.Except(["migrate"])) ((Dictionary<object, object>)compose["services"][service]["healthcheck"]).Keys.ShouldContain("test");
        var mounted = Services.Values.SelectMany(service => (List<object>)((dynamic)service)["volumes"]).Select(volume => ((string)volume).Split(':')[0]).Distinct();
        mounted.ShouldBe(((Dictionary<object, object>)compose["volumes"]).Keys.Cast<string>());
    }

    private static IEnumerable<string> All(string word) => dockerfile.Where(line => line.Word == word).Select(line => line.Text);

    private static Dictionary<string, string> ImageEnvironment() => All("ENV").Single().Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private static object Compose()
    {
        using var file = File.OpenText(Path.Combine(root, "compose.yaml"));
        return new Deserializer().Deserialize<object>(new MergingParser(new Parser(file)));
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Crm.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"src/\S+\.csproj")]
    private static partial Regex Project();

    [GeneratedRegex(@"\$\{([A-Z_]+)")]
    private static partial Regex Variable();
}
