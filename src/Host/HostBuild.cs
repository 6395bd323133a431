using Crm.Kernel;
using Crm.Kernel.Problems;
using Crm.Tenancy;
using FastEndpoints;
using JasperFx.CodeGeneration;

namespace Crm.Host;

/// <summary>The host as a list of capabilities.</summary>
internal static class HostBuild
{
    public static WebApplication Build(string[] args, CrmSettings settings, bool migrating = false)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.UseUrls(settings.Url.ToString());
        builder.Services.AddSingleton(settings).AddSingleton(TimeProvider.System);
        foreach (var module in Modules.All)
        {
            builder.Services.AddSingleton(module);
            module.Services(builder.Services, settings);
        }
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped(s => s.GetRequiredService<IHttpContextAccessor>().HttpContext is { } http ? Caller.From(http.User) : Caller.Nobody);
        builder.Services.AddSingleton<FailureReading>();
        builder.Services.AddStorage(settings, migrating);
        builder.Services.AddAwakeTenants(migrating);
        builder.Host.AddMessaging(settings, TypeLoadMode.Dynamic);
        builder.Services.AddFastEndpoints(o =>
        {
            o.DisableAutoDiscovery = true;
            o.Assemblies = [.. Modules.Assemblies];
        });
        var app = builder.Build();
        app.UseMiddleware<ProblemWriter>();
        app.UseRouting();
        app.UseTenancy();
        app.UseFastEndpoints();
        return app;
    }
}
