using System.Diagnostics;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

public class HandlersCodeIsFresh
{
    [Fact]
    public async Task What_stands_in_the_repository_is_what_the_verb_writes()
    {
        var folder = Directory.CreateTempSubdirectory("crm-codegen-");
        try
        {
            // The host's own build: the verb looks at every assembly beside it, and trips over those of the tests.
            var build = new DirectoryInfo(AppContext.BaseDirectory);
            var host = Repository.Path($"src/Host/bin/{build.Parent!.Name}/{build.Name}/Crm.Host.dll");
            using var verb = Process.Start(new ProcessStartInfo("dotnet", [host, "codegen", "write"]) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true })!;
            var said = await verb.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await verb.WaitForExitAsync(TestContext.Current.CancellationToken);
            verb.ExitCode.ShouldBe(0, said);

            var written = Read(Path.Combine(folder.FullName, "Internal/Generated"));
            written.Count.ShouldBeGreaterThan(5);
            var kept = Read(Repository.Path("src/Host/Internal/Generated"));
            written.Keys.Union(kept.Keys).Where(file => written.GetValueOrDefault(file) != kept.GetValueOrDefault(file))
                .ShouldBeEmpty("Handlers have changed. In src/Host: rm -r Internal/Generated, dotnet run codegen write, and commit what it wrote.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string> Read(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder, file), File.ReadAllText);
}
