using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Crm.Tenancy.Requests;

/// <summary>The personal details of a call that the change log keeps apart from its entries.</summary>
internal static class OriginContext
{
    public static string Of(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        return JsonSerializer.Serialize(new { ip = http.Connection.RemoteIpAddress?.ToString(), userAgent = agent.Length > 300 ? agent[..300] : agent });
    }
}
