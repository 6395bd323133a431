using System.Net;
using System.Net.Sockets;

namespace Crm.Kernel.Outside;

/// <summary>Finds a host's addresses; replaced by tests that play a name server which lies.</summary>
public delegate Task<IPAddress[]> HostResolution(string host, CancellationToken ct);

/// <summary>A tenant's URL leads to where it must not.</summary>
public sealed class OutsideRefusedException(string host) : IOException($"{host} has no public address.");

/// <summary>
/// Connects to what tenants name. The address that is connected to is the one that was checked, so a name that resolves to something else a moment later gains
/// nothing, and neither does any spelling of an address.
/// </summary>
public sealed class OutsideGuard(CrmSettings settings, HostResolution resolve)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var called = context.DnsEndPoint;
        IPAddress[] resolved = IPAddress.TryParse(called.Host, out var literal) ? [literal] : await resolve(called.Host, ct);
        var addresses = resolved.Where(address => Admits(called, address)).ToArray();
        if (addresses.Length == 0) throw new OutsideRefusedException(called.Host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, called.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool Admits(DnsEndPoint called, IPAddress address) => PublicAddresses.Contain(address) || settings.OutboundAllow.Any(allowance => allowance.Admits(called, address));
}
