using System.Net;
using System.Net.Sockets;
using Crm.Host;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Crm.Tests.Operations;

/// <summary>The operator's parts on two real ports, with three endpoints and a control database that is away.</summary>
public sealed class SmallHost : IAsyncLifetime
{
    private readonly CrmSettings settings;
    private readonly ControlDatabase control = new("Host=127.0.0.1;Port=1;Username=x;Timeout=5");
    private readonly WebApplication app;

    public SmallHost() => (settings, app) = Build(("CRM_CORS_ORIGINS", "https://app.example"), ("CRM_SIGNUPS_PER_MINUTE", "2"), ("CRM_TRUSTED_PROXIES", "127.0.0.1"));

    public HttpClient Api { get; private set; } = null!;
    public HttpClient Management { get; private set; } = null!;
    public Lines Log { get; } = new();
    internal CrmSettings Settings => settings;

    public async ValueTask InitializeAsync()
    {
        await app.StartAsync();
        (Api, Management) = (new() { BaseAddress = settings.Url }, new() { BaseAddress = settings.ManagementUrl });
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        Management.Dispose();
        await app.DisposeAsync();
        await control.DisposeAsync();
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private (CrmSettings, WebApplication) Build(params (string, string)[] variables)
    {
        var read = SettingsAreChecked.Read([("CRM_URL", $"http://127.0.0.1:{FreePort()}"), ("CRM_MANAGEMENT_URL", $"http://127.0.0.1:{FreePort()}"), .. variables]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(read).AddSingleton(TimeProvider.System).AddSingleton(control).AddSingleton<FailureReading>();
        builder.Configuration["Logging:LogLevel:Default"] = builder.Configuration["Logging:LogLevel:Microsoft"] = "Trace"; // an operator who wants to see everything
        builder.AddLogs(read);
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.AddTelemetry(read);
        builder.AddHealth();
        builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(StartChecks)));
        builder.AddCors(read);
        builder.AddRateLimits();
        builder.AddListeners(read);
        builder.AddGracefulShutdown();
        var made = builder.Build();

        made.UseManagementPort(read);
        made.UseRateLimitHeaders();
        made.UseSecurityHeaders();
        made.UseTrustedProxies(read);
        made.UseRequestLog();
        made.UseMiddleware<ProblemWriter>();
        made.UseGracefulShutdown();
        made.UseCors();
        made.UseHealth();
        made.UseDevelopmentPages(read);
        made.UseRouting();
        made.UseRateLimits();
        made.MapGet("/api/v1/things/{id}", (HttpContext http) => http.Response.Headers.ETag = "\"1\"");
        made.MapGet("/api/v1/failures", () => { throw new InvalidOperationException("broken on purpose"); });
        made.MapGet("/api/v1/client", (HttpContext http) => $"{http.Request.Scheme} {http.Connection.RemoteIpAddress}");
        made.MapPost("/api/v1/signups", () => Results.Accepted()).WithMetadata(new RateLimitPolicy(RateLimitPolicy.Signups));
        return (read, made);
    }

    /// <summary>Remembers everything that was logged.</summary>
    public sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly List<string> lines = [];

        public IReadOnlyList<string> All
        {
            get
            {
                lock (lines) return [.. lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Dispose() { }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines) lines.Add(formatter(state, exception));
        }
    }
}
