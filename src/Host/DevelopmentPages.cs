using System.Net;
using System.Text.RegularExpressions;
using Crm.Kernel;

namespace Crm.Host;

/// <summary>Mailed links lead to the web application. Where there is none, in development, they end here and show what to do.</summary>
internal static partial class DevelopmentPages
{
    public static void UseDevelopmentPages(this WebApplication app, CrmSettings settings)
    {
        if (!settings.Development) return;
        app.Use((http, next) => (HttpMethods.IsGet(http.Request.Method), http.Request.Path.Value) switch
        {
            (true, "/verify") => ShowAsync(http, settings, "Confirm your address", ["signup", "token"], "signups/{signup}/verification", """{"token":"{token}"}"""),
            (true, "/reset-password") => ShowAsync(http, settings, "Choose a new password", ["token"], "auth/password-resets/completion", """{"token":"{token}","password":"…"}"""),
            (true, "/confirm-email") => ShowAsync(http, settings, "Confirm your new address", ["token"], "public/email-changes/confirmation", """{"token":"{token}"}"""),
            (true, "/undo-email-change") => ShowAsync(http, settings, "Take your address back", ["token"], "public/email-changes/undo", """{"token":"{token}"}"""),
            _ => next(http),
        });
    }

    private static Task ShowAsync(HttpContext http, CrmSettings settings, string title, string[] names, string path, string body)
    {
        var values = names.ToDictionary(name => name, name => UrlSafe().IsMatch(http.Request.Query[name].ToString()) ? http.Request.Query[name].ToString() : "");
        foreach (var (name, value) in values) (path, body) = (path.Replace($"{{{name}}}", value, StringComparison.Ordinal), body.Replace($"{{{name}}}", value, StringComparison.Ordinal));
        var missing = values.Where(v => v.Value.Length == 0).Select(v => v.Key).ToList();
        var content = missing.Count > 0
            ? $"<p>This link is incomplete: {string.Join(" and ", missing)} {(missing.Count > 1 ? "are" : "is")} missing.</p>"
            : $"""
               <dl>{string.Concat(values.Select(v => $"<dt>{v.Key}</dt><dd><code>{v.Value}</code></dd>"))}</dl>
               <p>This server runs for development, without the web application. Go on with</p>
               <pre>{WebUtility.HtmlEncode($"curl -X POST {new Uri(settings.Url, "/api/v1/" + path)} -H 'Content-Type: application/json' -d '{body}'")}</pre>
               """;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync($"<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\n<h1>{title}</h1>\n{content}\n</html>\n");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,200}\z")]
    private static partial Regex UrlSafe();
}
