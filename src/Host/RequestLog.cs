using System.Diagnostics;

namespace Crm.Host;

internal sealed class RequestLog(RequestDelegate next, TimeProvider clock, ILogger<RequestLog> log)
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext http)
    {
        var (tenant, account) = (http.User.FindFirst("tid")?.Value, http.User.FindFirst("sub")?.Value);
        using var scope = account is null ? null : log.BeginScope(new KeyValuePair<string, object?>[] { new("tenantId", tenant), new("accountId", account) });
        if (account is not null && Activity.Current is { IsAllDataRequested: true } span) span.SetTag("crm.tenant.id", tenant).SetTag("crm.account.id", account);
        var started = clock.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            Tell(http, clock.GetElapsedTime(started));
        }
    }

    /// <summary>Names the path without its query, which may hold a token.</summary>
    private void Tell(HttpContext http, TimeSpan elapsed)
    {
        var stream = http.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) ?? false;
        var level = http.Response.StatusCode >= 500 || (elapsed > Slow && !stream) ? LogLevel.Warning : LogLevel.Debug;
        if (log.IsEnabled(level))
            log.Log(level, "{Method} {Path} answered {Status} after {Elapsed:0} ms", http.Request.Method, http.Request.Path, http.Response.StatusCode, elapsed.TotalMilliseconds);
    }
}
