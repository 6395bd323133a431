using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Crm.Benchmarks.Servers;

/// <summary>A server that runs as a process of its own, from its start until it is disposed of.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly Queue<string> lastLines = new();

    private RunningProgram(Process process, Uri url) => (this.process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>From the start of the process to its first answer that it is ready.</summary>
    public TimeSpan StartUp { get; private set; }

    public double MegabytesResident => process.WaitForExit(0) ? 0 : Resident(process.Id) / 1024.0;

    public static async Task<RunningProgram> StartAsync(Uri url, string ready, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var program = new RunningProgram(Launch(arguments, environment), url);
        try
        {
            program.Listen();
            await program.UntilReadyAsync(new Uri(url, ready), ct);
            program.StartUp = Stopwatch.GetElapsedTime(started);
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    public static async Task FinishAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        await using var program = new RunningProgram(Launch(arguments, environment), new("http://none.invalid"));
        program.Listen();
        await program.process.WaitForExitAsync(ct);
        if (program.process.ExitCode != 0) throw program.Failure("failed");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var polite = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        process.Dispose();
    }

    private static Process Launch(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private void Listen()
    {
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (lastLines)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > 40) lastLines.Dequeue();
        }
    }

    private async Task UntilReadyAsync(Uri ready, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2); await Task.Delay(10, ct))
        {
            if (process.HasExited) throw Failure("ended");
            try
            {
                using var answer = await http.GetAsync(ready, ct);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError)
            {
                continue; // does not listen yet
            }
        }
        throw Failure("was not ready in two minutes");
    }

    private InvalidOperationException Failure(string what)
    {
        lock (lastLines) return new($"{string.Join(' ', process.StartInfo.ArgumentList)} {what}:\n{string.Join('\n', lastLines)}");
    }

    private static long Resident(int id) =>
        long.Parse(File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
