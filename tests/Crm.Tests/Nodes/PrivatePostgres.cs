using System.Diagnostics;
using Crm.Tests.Support;
using Shouldly;

namespace Crm.Tests.Nodes;

/// <summary>A PostgreSQL server that nobody else uses, made by the repository's own script, to be struck down.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private static readonly string Script = Repository.Path("build/postgres");
    private readonly string local = Directory.CreateTempSubdirectory("crm-postgres-").FullName;

    public string ConnectionString { get; private set; } = "";

    public static async Task<PrivatePostgres> StartAsync()
    {
        var server = new PrivatePostgres();
        // Its account differs from ours where we are root.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(server.local, File.GetUnixFileMode(server.local) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync() => ConnectionString = (await RunAsync("bash", Script, "start")).Trim();

    /// <summary>As <c>pg_ctl stop -m immediate</c>: no farewell, recovery at the next start.</summary>
    public async Task StopImmediatelyAsync()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(local, "postgres", "data", "postmaster.pid"));
        await RunAsync("kill", "-QUIT", lines[0]);
        await Eventually.HoldsAsync(() => Task.FromResult(!Directory.Exists($"/proc/{lines[0]}")), TimeSpan.FromSeconds(10), "PostgreSQL is gone");
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("bash", Script, "destroy");
        Directory.Delete(local, recursive: true);
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        // Errors may still be written by the server long after the script has ended.
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["CRM_LOCAL"] = local;
        start.Environment.Remove("CRM_PG_PORT");
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {said}");
        return said;
    }
}
