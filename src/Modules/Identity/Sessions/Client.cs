using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Sessions;

/// <summary>What a session's owner recognises it by.</summary>
internal static class Client
{
    private const int LongestAgent = 300;

    public static string? Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();

    public static string? UserAgent(HttpContext context) => context.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? Cut(agent) : null;

    /// <summary>Not through the middle of a character: half of one cannot be stored.</summary>
    private static string Cut(string agent) => agent.Length <= LongestAgent ? agent : agent[..(char.IsHighSurrogate(agent[LongestAgent - 1]) ? LongestAgent - 1 : LongestAgent)];
}
