using Crm.Kernel;

namespace Crm.Host;

/// <summary>Going down: first not ready, then no new connections, then at most 30 seconds for what is under way.</summary>
internal static class Shutdown
{
    public static void AddGracefulShutdown(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.AddHostedService<Notice>();
    }

    /// <summary>Event streams have no end of their own: they end with the node, so that the others need not wait for them.</summary>
    public static void UseGracefulShutdown(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (!IsStream(http.Request))
        {
            await next(http);
            return;
        }
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, app.Lifetime.ApplicationStopping);
        http.RequestAborted = end.Token;
        await next(http);
    });

    private static bool IsStream(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && (request.Path.Value!.EndsWith("/events", StringComparison.Ordinal) || request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal));

    /// <summary>Gives load balancers the time to see that the node is not ready any more.</summary>
    private sealed class Notice(CrmSettings settings, TimeProvider clock) : IHostedLifecycleService
    {
        public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(settings.ShutdownDelay, clock, cancellationToken);

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
