using System.Net;

namespace Crm.Kernel.Outside;

/// <summary>An address that is not public and may be called all the same, because the operator says so: one host's port, or a network.</summary>
public sealed record OutboundAllowance
{
    public DnsEndPoint? Host { get; init; }
    public IPNetwork? Network { get; init; }

    public bool Admits(DnsEndPoint called, IPAddress address) =>
        Network is { } network
            ? network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
            : Host!.Port == called.Port && Host.Host.Equals(called.Host, StringComparison.OrdinalIgnoreCase);
}
