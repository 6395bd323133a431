using System.Collections;
using System.Diagnostics;

namespace Crm.Host;

/// <summary>Whatever is logged during a request names its tenant and account; a request that failed or took long gets a line of its own.</summary>
internal sealed class RequestLog(RequestDelegate next, TimeProvider clock, ILogger<RequestLog> log)
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext http)
    {
        var caller = new CallerScope(http);
        using var scope = log.BeginScope(caller);
        var started = clock.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            Tell(http, clock.GetElapsedTime(started));
            caller.Forget();
        }
    }

    /// <summary>Names the path without its query, which may hold a token.</summary>
    private void Tell(HttpContext http, TimeSpan elapsed)
    {
        if (Activity.Current is { IsAllDataRequested: true } span) foreach (var (name, value) in new CallerScope(http)) span.SetTag($"crm.{name}", value);
        var quiet = http.Request.Path.StartsWithSegments("/health") || (http.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) ?? false);
        var level = !quiet && (http.Response.StatusCode is >= 500 and not StatusCodes.Status503ServiceUnavailable || elapsed > Slow) ? LogLevel.Warning : LogLevel.Debug;
        if (log.IsEnabled(level))
            log.Log(level, "{Method} {Path} answered {Status} after {Elapsed:0} ms", http.Request.Method, http.Request.Path, http.Response.StatusCode, elapsed.TotalMilliseconds);
    }

    /// <summary>Looks when something is logged, since the scope begins before anybody knows who is calling.</summary>
    private sealed class CallerScope(HttpContext http) : IEnumerable<KeyValuePair<string, object?>>
    {
        private HttpContext? http = http;

        /// <summary>The context serves another request next, while work that this one began may still be logging.</summary>
        public void Forget() => http = null;

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            if (http?.User is not { } user) yield break;
            if (user.FindFirst("tid")?.Value is { } tenant) yield return new("tenantId", tenant);
            if (user.FindFirst("sub")?.Value is { } account) yield return new("accountId", account);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
