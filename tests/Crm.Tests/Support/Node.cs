using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Shouldly;

namespace Crm.Tests.Support;

/// <summary>The built host as a process of its own, which can be killed.</summary>
public sealed class Node : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static int port = Random.Shared.Next(0x4000);
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Node(Process process, Uri url, Uri management) => (this.process, Url, Management) = (process, url, management);

    public Uri Url { get; }
    public Uri Management { get; }
    public bool IsAlive => !process.HasExited;
    public TimeSpan StartedIn { get; private set; }
    public string Output => string.Join('\n', lines);

    /// <summary>What went wrong, one line each; what the node says of failures it was made to suffer is the test's business.</summary>
    public IReadOnlyList<string> Errors => [.. lines.Where(l => l.Contains(" fail: ") || l.Contains(" crit: "))];

    public HttpClient Client() => new() { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(30) };

    public static async Task<Node> StartAsync(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var (url, managementUrl) = (new Uri($"http://127.0.0.1:{FreePort()}"), new Uri($"http://127.0.0.1:{FreePort()}"));
        var process = Prepare("serve", [.. settings, new("CRM_URL", url.ToString()), new("CRM_MANAGEMENT_URL", managementUrl.ToString())]);
        var node = new Node(process, url, managementUrl);
        var watch = Stopwatch.StartNew();
        node.Begin();
        await Task.WhenAny(node.ready.Task, process.WaitForExitAsync(), Task.Delay(Patience));
        node.StartedIn = watch.Elapsed;
        if (node.ready.Task.IsCompleted) return node;
        await node.DisposeAsync();
        throw new ShouldAssertException($"The node did not start within {Patience.TotalSeconds} s:\n{node.Output}");
    }

    /// <summary>Runs another verb to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string verb, IEnumerable<KeyValuePair<string, string>> settings)
    {
        await using var node = new Node(Prepare(verb, settings), new("http://none"), new("http://none"));
        node.Begin();
        using var limit = new CancellationTokenSource(Patience);
        await node.process.WaitForExitAsync(limit.Token);
        return (node.process.ExitCode, node.Output);
    }

    /// <summary>kill -9: nothing is said, flushed or closed.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and what a good end answers.</summary>
    public async Task<int> StopAsync()
    {
        if (!process.HasExited) _ = Signal(process.Id, 15);
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    /// <summary>Below those the system gives to outgoing connections, which would take it before the node does.</summary>
    private static int FreePort()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(l => l.Port).ToHashSet();
        int candidate;
        do candidate = 10_000 + (Interlocked.Increment(ref port) & 0x3fff);
        while (taken.Contains(candidate));
        return candidate;
    }

    private static Process Prepare(string verb, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Crm.Host.dll"));
        foreach (var argument in verb.Split(' ')) start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return new() { StartInfo = start };
    }

    private void Begin()
    {
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (line.StartsWith("Crm is ready", StringComparison.Ordinal)) ready.TrySetResult();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
