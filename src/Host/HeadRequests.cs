using Microsoft.AspNetCore.Http.Features;

namespace Crm.Host;

/// <summary>HEAD is GET whose body is not sent: no endpoint has to think of it.</summary>
internal static class HeadRequests
{
    public static void UseHeadRequests(this WebApplication app) => app.Use(async (http, next) =>
    {
        // A stream has no end to wait for.
        if (!HttpMethods.IsHead(http.Request.Method) || http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
        {
            await next(http);
            return;
        }
        var wire = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        http.Request.Method = HttpMethods.Get;
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        try
        {
            await next(http);
        }
        finally
        {
            http.Features.Set(wire);
            http.Request.Method = HttpMethods.Head;
        }
    });
}
