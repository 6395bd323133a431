using Crm.Host;
using Crm.Host.OpenApi;
using Crm.Identity.Passwords;
using Crm.Kernel;
using Crm.Kernel.Problems;
using Crm.Tenancy;

return await StartGuard.RunAsync(() => Verbs.RunAsync(args));

/// <summary>The host as a list of capabilities, in the order in which a request meets them.</summary>
public static partial class Program
{
    internal static void Add(WebApplicationBuilder builder, CrmSettings settings, HostMode mode)
    {
        builder.AddLogs(settings);
        builder.AddTelemetry(settings);
        builder.AddHealth();
        builder.AddCors(settings);
        builder.AddRateLimits();
        builder.AddListeners(settings);
        builder.AddGracefulShutdown();

        builder.AddModules(settings);
        builder.AddStorage(settings, mode);
        builder.AddMessaging(settings, mode);
        builder.AddSchedules(mode);
        builder.AddSlices();
        builder.Services.AddCrmOpenApi();
    }

    internal static void Use(WebApplication app, CrmSettings settings)
    {
        app.UseManagementPort(settings);
        app.UseRateLimitHeaders();
        app.UseSecurityHeaders();
        app.UseTrustedProxies(settings);
        app.UseRequestLog();
        app.UseMiddleware<ProblemWriter>();
        app.UseGracefulShutdown();
        app.UseCors();
        app.UseHealth();
        app.UseDevelopmentPages(settings);

        app.UseExactPaths();
        app.UseHeadRequests();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimits();
        app.UseBusyDoor();
        app.UseAuthorization();
        app.UseTenancy();
        app.UseProblemCatalogue();
        app.UseSlices();
        app.UseInnerRequests();
        app.UseCrmOpenApi();
    }
}
