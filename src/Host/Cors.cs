using Crm.Kernel;

namespace Crm.Host;

/// <summary>Which web applications may call from a browser: the one that mails link to, and those the operator names.</summary>
internal static class Cors
{
    private static readonly string[] Sent = ["Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key", "Last-Event-ID", "X-Crm-Session", "traceparent", "tracestate"];
    private static readonly string[] Shown =
        ["ETag", "Location", "Link", "RateLimit", "RateLimit-Policy", "Retry-After", "Idempotency-Replayed", "Allow", "Content-Disposition"];

    public static void AddCors(this WebApplicationBuilder builder, CrmSettings settings) => builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
        .WithOrigins([settings.WebUrl.GetLeftPart(UriPartial.Authority), .. settings.CorsOrigins])
        .AllowCredentials() // the refresh cookie
        .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
        .WithHeaders(Sent)
        .WithExposedHeaders(Shown)
        .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));
}
