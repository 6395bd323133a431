using Crm.Tenancy.Awake;
using Crm.Tenancy.Catalog;
using Crm.Tenancy.Requests;
using Crm.Tenancy.Sessions;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tenancy;

/// <summary>Where tenancy enters the host: after Marten and Wolverine are registered, and after authentication in a request's way.</summary>
public static class TenancyWiring
{
    public static void AddAwakeTenants(this IServiceCollection services, bool serving)
    {
        AwakeMessageSource.Decorate(services);
        if (serving) services.AddHostedService<ControlNotices>().AddHostedService<WakeWatch>();
    }

    public static void UseTenancy(this IApplicationBuilder app)
    {
        var catalog = app.ApplicationServices.GetRequiredService<TenantCatalog>();
        var tenancy = (CatalogTenancy)((DocumentStore)app.ApplicationServices.GetRequiredService<IDocumentStore>()).Options.Tenancy;
        catalog.Changed += key =>
        {
            if (tenancy.Holds(key)) _ = ForgetTheGoneAsync(tenancy, catalog, key);
        };
        app.UseDoor();
    }

    /// <summary>Binds a request to its tenant, and makes it one transaction.</summary>
    public static void UseDoor(this IApplicationBuilder app)
    {
        app.UseMiddleware<TenantDoor>();
        app.UseMiddleware<UnitOfWork>();
    }

    private static async Task ForgetTheGoneAsync(CatalogTenancy tenancy, TenantCatalog catalog, string key)
    {
        if (await catalog.FindAsync(key) is not { Exists: true }) tenancy.Forget(key);
    }
}
