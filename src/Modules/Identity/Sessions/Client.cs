using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Sessions;

/// <summary>What a session's owner recognises it by.</summary>
internal static class Client
{
    private const int LongestAgent = 300;

    public static string? Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();

    public static string? UserAgent(HttpContext context) => context.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent[..Math.Min(agent.Length, LongestAgent)] : null;
}
