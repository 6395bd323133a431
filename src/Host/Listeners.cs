using System.Net;
using System.Net.Sockets;
using Crm.Kernel;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Crm.Host;

/// <summary>The two ports: one for the API, one for operators. Both are tried before anything else starts.</summary>
internal static class Listeners
{
    /// <summary>The largest batch, and a bit of air; endpoints that take files raise it for themselves.</summary>
    private const long LargestBody = 5 * 1024 * 1024 + 1024;

    public static void AddListeners(this WebApplicationBuilder builder, CrmSettings settings)
    {
        // Images of ASP.NET Core bring a port of their own along.
        foreach (var key in new[] { WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey }) builder.WebHost.UseSetting(key, "");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            Listen(kestrel, settings.Url);
            Listen(kestrel, settings.ManagementUrl);
        });
        builder.Services.AddHostedService<PortsAreFree>();
    }

    private static void Listen(KestrelServerOptions kestrel, Uri url)
    {
        if (url.Host == "localhost") kestrel.ListenLocalhost(url.Port);
        else if (IPAddress.TryParse(url.DnsSafeHost, out var address)) kestrel.Listen(address, url.Port);
        else kestrel.ListenAnyIP(url.Port);
    }

    /// <summary>Otherwise a node would join the cluster, find its port taken, and leave again.</summary>
    private sealed class PortsAreFree(IServer server, CrmSettings settings) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            if (server.GetType().Assembly != typeof(KestrelServerOptions).Assembly) return Task.CompletedTask; // a test's server has no ports
            Try("CRM_URL", settings.Url);
            Try("CRM_MANAGEMENT_URL", settings.ManagementUrl);
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        private static void Try(string setting, Uri url)
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
                throw new StartRefusedException($"{setting}: port {url.Port} of {address} {why}. Choose another one, for example {setting}=\"{new UriBuilder(url) { Port = url.Port + 1 }.Uri.GetLeftPart(UriPartial.Authority)}\"");
            }
        }
    }
}
