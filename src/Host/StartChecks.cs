using System.Net;
using System.Net.Sockets;
using Crm.Kernel;
using Crm.Kernel.Control;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Crm.Host;

/// <summary>What must hold before anything else starts. Otherwise a node would join the cluster, find its port taken, and leave again.</summary>
internal sealed class StartChecks(IServer server, CrmSettings settings, ControlDatabase control, Readiness readiness) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // A test's server has no ports.
        if (server.GetType().Assembly == typeof(KestrelServerOptions).Assembly)
        {
            RequireFree("CRM_URL", settings.Url);
            RequireFree("CRM_MANAGEMENT_URL", settings.ManagementUrl);
        }
        await using (await control.Source.OpenConnectionAsync(cancellationToken)) { }
        if ((await readiness.CheckAsync())["migrations"] is not Readiness.Fine and var state)
            throw new StartRefusedException($"The databases are not ready for this release (migrations: {state}): run the migrate verb first");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void RequireFree(string setting, Uri url)
    {
        var address = url.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(url.DnsSafeHost, out var ip) ? ip : IPAddress.Any;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, url.Port));
            socket.Listen();
        }
        catch (SocketException refused)
        {
            var why = refused.SocketErrorCode is SocketError.AddressAlreadyInUse ? "is taken by another program" : $"cannot be used ({refused.Message})";
            var other = new UriBuilder(url) { Port = url.Port + 1 }.Uri.GetLeftPart(UriPartial.Authority);
            throw new StartRefusedException($"{setting}: port {url.Port} of {address} {why}. Stop it, or choose another port, for example {setting}=\"{other}\"");
        }
    }
}
