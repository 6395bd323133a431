using System.Runtime.InteropServices;
using Crm.Benchmarks;
using Crm.Benchmarks.Servers;

if (args is ["--bare", var url]) return await BareServer.RunAsync(url);
if (Choices.Read(args) is not { } choices) return 2;

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    return await Run.AllAsync(choices, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("bench: stopped");
    return 130;
}
