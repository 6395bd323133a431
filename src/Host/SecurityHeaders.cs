using Microsoft.Net.Http.Headers;

namespace Crm.Host;

/// <summary>What browsers and caches may do with an answer, unless the slice said so itself.</summary>
internal static class SecurityHeaders
{
    private const string NoPage = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

    /// <summary>The documentation page starts itself with a script of its own, and styles itself.</summary>
    private const string Page =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    /// <summary>Outermost: set when the answer starts, so that nothing on the way can drop them.</summary>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(Set, http);
        return next(http);
    });

    private static Task Set(object state)
    {
        var http = (HttpContext)state;
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = http.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) is true ? Page : NoPage;
        if (http.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        if (!headers.ContainsKey(HeaderNames.CacheControl)) headers.CacheControl = CachingOf(http);
        return Task.CompletedTask;
    }

    /// <summary>What has an entity tag may be kept by its reader if it is asked about each time; the rest of the API is not kept at all.</summary>
    private static string CachingOf(HttpContext http) => http.Response switch
    {
        { StatusCode: >= 400 } => "no-store",
        _ when !http.Request.Path.StartsWithSegments("/api") => "no-cache",
        { Headers.ETag.Count: > 0 } when HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) => "private, no-cache",
        _ => "no-store",
    };
}
