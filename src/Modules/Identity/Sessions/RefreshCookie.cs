using Crm.Kernel.Http;
using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Sessions;

/// <summary>
/// How a browser holds its refresh token: scripts cannot read the cookie, other sites cannot send it, and the header, which a form of another site cannot set,
/// asks for it in so many words.
/// </summary>
internal static class RefreshCookie
{
    private const string Name = "crm_refresh";
    public const string Header = "X-Crm-Session";
    private const string Asking = "cookie";
    private const string Path = "/api/v1/auth";

    public static RequestHeader Parameter { get; } = new(Header, Asking, "For browsers: the refresh token travels in an HttpOnly cookie instead of the body.");

    public static bool IsAskedFor(HttpRequest request) => request.Headers[Header] == Asking;

    public static string? Read(HttpRequest request) => IsAskedFor(request) ? request.Cookies[NameOf(Name, request)] : null;

    public static void Write(HttpContext context, string token, DateTimeOffset expires) => context.Response.Cookies.Append(NameOf(Name, context.Request), token, Options(context.Request, expires));

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(NameOf(Name, context.Request), Options(context.Request, null));

    private static CookieOptions Options(HttpRequest request, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = Path,
        Expires = expires,
        IsEssential = true,
        Secure = IsSecure(request),
    };

    /// <summary>With the prefix by which a browser takes the cookie from nothing but an encrypted connection (RFC 6265bis, section 4.1.3.1).</summary>
    public static string NameOf(string name, HttpRequest request) => IsSecure(request) ? $"__Secure-{name}" : name;

    public static bool IsSecure(HttpRequest request) => request.IsHttps || request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]");
}
