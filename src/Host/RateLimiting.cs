using Crm.Host.Limits;
using Crm.Kernel;
using Crm.Kernel.Http;

namespace Crm.Host;

/// <summary>Limits, and what is left of them on every answer.</summary>
internal static class RateLimiting
{
    public static void AddRateLimits(this WebApplicationBuilder builder) => builder.Services.AddSingleton<RequestBudgets>().AddSingleton<Attempts>()
        .AddPermissions(new Grant(GetLimitsEndpoint.Permission, "See what is left of one's limits", Roles.ReadOnly));

    /// <summary>Outermost, so that errors and preflights tell it too.</summary>
    public static void UseRateLimitHeaders(this WebApplication app)
    {
        var budgets = app.Services.GetRequiredService<RequestBudgets>();
        app.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                budgets.Tell(http);
                return Task.CompletedTask;
            });
            return next(http);
        });
    }

    /// <summary>After authentication, which knows the session and tenant, and before anything that costs.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        var budgets = app.Services.GetRequiredService<RequestBudgets>();
        app.Use((http, next) =>
        {
            budgets.Take(http);
            return next(http);
        });
    }
}
