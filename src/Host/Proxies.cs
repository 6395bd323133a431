using Crm.Kernel;
using Microsoft.AspNetCore.HttpOverrides;

namespace Crm.Host;

/// <summary>Who the client is, behind the operator's own proxies. Anybody else's word for it is ignored.</summary>
internal static class Proxies
{
    public static void UseTrustedProxies(this WebApplication app, CrmSettings settings)
    {
        if (settings.TrustedProxies.Count == 0) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.TrustedProxies) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
