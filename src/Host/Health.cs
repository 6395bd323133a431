using System.Diagnostics;
using Crm.Kernel;

namespace Crm.Host;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it should be sent requests.</summary>
internal static class Health
{
    public static void AddHealth(this WebApplicationBuilder builder) => builder.Services.AddSingleton<Readiness>().AddHostedService<StartChecks>();

    /// <summary>Before authentication, and on the management port too.</summary>
    public static void UseHealth(this IApplicationBuilder app) => app.Use((http, next) => http.Request.Path.Value switch
    {
        "/health/live" when IsRead(http) => http.Response.WriteAsJsonAsync(new { status = "live" }),
        "/health/ready" when IsRead(http) => ReadyAsync(http),
        _ => next(http),
    });

    private static bool IsRead(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);

    private static async Task ReadyAsync(HttpContext http)
    {
        var checks = await http.RequestServices.GetRequiredService<Readiness>().CheckAsync();
        if (checks.Values.All(check => check == Readiness.Fine))
        {
            await http.Response.WriteAsJsonAsync(new { status = "ready", checks });
            return;
        }
        var (problem, settings) = (HostProblems.NotReady, http.RequestServices.GetRequiredService<CrmSettings>());
        http.Response.StatusCode = problem.Status;
        http.Response.Headers.RetryAfter = "2";
        await http.Response.WriteAsJsonAsync(new
        {
            type = settings.ProblemPage(problem.Code),
            problem.Title,
            problem.Status,
            problem.Code,
            traceId = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
            checks,
        }, options: null, "application/problem+json");
    }
}
