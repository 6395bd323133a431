using System.Net;
using Crm.Kernel;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Crm.Host;

/// <summary>The two ports: one for the API, one for operators.</summary>
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
    }

    private static void Listen(KestrelServerOptions kestrel, Uri url)
    {
        if (url.Host == "localhost") kestrel.ListenLocalhost(url.Port);
        else if (IPAddress.TryParse(url.DnsSafeHost, out var address)) kestrel.Listen(address, url.Port);
        else kestrel.ListenAnyIP(url.Port);
    }
}
