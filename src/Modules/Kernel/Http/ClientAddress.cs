using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Http;

/// <summary>The network a request comes from, as limits count it.</summary>
public static class ClientAddress
{
    /// <summary>Whoever has an IPv6 address has the whole /64.</summary>
    public static string Of(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } wide => new IPAddress([.. wide.GetAddressBytes().Take(8), .. new byte[8]]).ToString(),
        var address => address.ToString(),
    };
}
