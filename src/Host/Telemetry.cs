using System.Diagnostics;
using Crm.Kernel;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Crm.Host;

/// <summary>Metrics to be scraped from the management port; with a collector also traces, logs and metrics sent there.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this WebApplicationBuilder builder, CrmSettings settings)
    {
        if (settings.OtlpEndpoint is { } collector) builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.ToString();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("crm", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3), serviceInstanceId: Node))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation()
                .AddMeter("Crm*", "Npgsql", "Wolverine*", "Marten", "Quartz")
                .AddView(WithoutTenants)
                .AddPrometheusExporter());
        // Spans that nobody collects would cost every request all the same.
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        telemetry
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(http => http.Filter = request => !request.Request.Path.StartsWithSegments("/health") && request.Request.Path != "/metrics")
                .AddHttpClientInstrumentation().AddNpgsql()
                .AddSource("Crm*", "Wolverine", "Marten", "Quartz")
                .AddProcessor<SecretFreeSpans>())
            .WithLogging(_ => { }, logs => (logs.IncludeScopes, logs.IncludeFormattedMessage) = (true, true))
            .UseOtlpExporter();
        builder.Services.AddSingleton<SecretFreeSpans>();
    }

    public static string Node { get; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Npgsql and Wolverine label by pool and tenant: with a thousand tenants that is a thousand series of each.</summary>
    private static MetricStreamConfiguration? WithoutTenants(System.Diagnostics.Metrics.Instrument instrument) => instrument switch
    {
        { Meter.Name: "Npgsql", IsObservable: true } => MetricStreamConfiguration.Drop, // cannot be summed over pools
        { Meter.Name: "Npgsql" } => new() { TagKeys = ["error.type"] },
        _ when instrument.Meter.Name.StartsWith("Wolverine", StringComparison.Ordinal) => new() { TagKeys = ["message.type", "message.destination", "exception.type"] },
        _ => null,
    };

    /// <summary>Roles are made with their password in the statement, which must not leave the host.</summary>
    private sealed class SecretFreeSpans : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            if (data.GetTagItem("db.query.text") is string sql && sql.Contains("password", StringComparison.OrdinalIgnoreCase)) data.SetTag("db.query.text", "…");
        }
    }
}
