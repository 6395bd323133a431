using Crm.Kernel;

namespace Crm.Host;

/// <summary>The operators' port: metrics and health, nothing else; and the API's port has no metrics.</summary>
internal static class ManagementPort
{
    /// <summary>First of all. Decided by the socket that took the connection, since a Host header can say anything.</summary>
    public static void UseManagementPort(this WebApplication app, CrmSettings settings) =>
        app.MapWhen(http => http.Connection.LocalPort == settings.ManagementUrl.Port, management =>
        {
            management.UseOpenTelemetryPrometheusScrapingEndpoint();
            management.UseHealth();
            management.Run(http =>
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return http.Response.WriteAsync("Here are /metrics, /health/live and /health/ready.\n");
            });
        });
}
