using System.Net;
using System.Net.Sockets;

namespace Crm.Kernel.Outside;

/// <summary>Tells addresses of the public internet from those of machines, networks and clouds that only insiders reach.</summary>
public static class PublicAddresses
{
    /// <summary>IANA's special-purpose registry for IPv4.</summary>
    private static readonly IPNetwork[] Special = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    /// <summary>Of IPv6 only 2000::/3 is given out at all; these parts of it are protocols (Teredo, 6to4) and examples.</summary>
    private static readonly IPNetwork[] SpecialV6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    private static readonly IPNetwork GivenOut = IPNetwork.Parse("2000::/3");

    /// <summary>Through it IPv6-only networks reach IPv4; where it leads is what counts.</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool Contain(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => Contain(address.MapToIPv4()),
        { AddressFamily: AddressFamily.InterNetwork } => !Special.Any(n => n.Contains(address)),
        { ScopeId: not 0 } => false,
        _ when Nat64.Contains(address) => Contain(new IPAddress(address.GetAddressBytes().AsSpan(12))),
        _ => GivenOut.Contains(address) && !SpecialV6.Any(n => n.Contains(address)),
    };

    private static IPNetwork[] Networks(params string[] written) => [.. written.Select(IPNetwork.Parse)];
}
