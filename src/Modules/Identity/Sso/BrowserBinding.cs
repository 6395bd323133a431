using Crm.Identity.Sessions;
using Crm.Identity.Tokens;
using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Sso;

/// <summary>
/// Ties a login to the browser that began it, so that nobody can have somebody else finish theirs. One cookie serves all of a browser's tabs; it has to survive
/// the way to the provider and back, hence <c>Lax</c>. Programs hold the value themselves.
/// </summary>
internal static class BrowserBinding
{
    private const string Name = "crm_sso";
    private const string Path = "/api/v1/auth/sso";

    /// <summary>The value, and whether the client has to hold it because it asked for no cookie.</summary>
    public static (string Value, bool InBody) Begin(HttpContext context)
    {
        if (!RefreshCookie.IsAskedFor(context.Request)) return (OpaqueToken.New(), true);
        var value = context.Request.Cookies[RefreshCookie.NameOf(Name, context.Request)] is { Length: 43 } held ? held : OpaqueToken.New();
        context.Response.Cookies.Append(RefreshCookie.NameOf(Name, context.Request), value, new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Path = Path,
            MaxAge = SsoAttempt.Life,
            IsEssential = true,
            Secure = RefreshCookie.IsSecure(context.Request),
        });
        return (value, false);
    }

    public static string Read(HttpRequest request, string? inBody) => (RefreshCookie.IsAskedFor(request) ? request.Cookies[RefreshCookie.NameOf(Name, request)] : inBody) ?? "";
}
