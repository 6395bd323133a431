using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;

namespace Crm.Kernel.Outside;

/// <summary>
/// Calls to addresses that tenants chose: public ones only, no redirects, no cookies, no proxy, small answers, short waits. What is slow or broken at one
/// authority is no other's concern.
/// </summary>
public static class OutsideRegistration
{
    /// <summary>The name to ask <see cref="IHttpClientFactory"/> for.</summary>
    public const string Client = "outside";

    private const int LargestAnswer = 1 << 20;
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan InAll = TimeSpan.FromSeconds(7);

    public static IServiceCollection AddOutside(this IServiceCollection services)
    {
        // What is away out there is told by whoever called it: it is no error of ours.
        services.AddLogging(logs => logs.AddFilter("Polly", LogLevel.None));
        services.AddSingleton<OutsideGuard>().AddSingleton<HostResolution>(Dns.GetHostAddressesAsync);
        services.AddHttpClient(Client, client => (client.MaxResponseContentBufferSize, client.Timeout) = (LargestAnswer, InAll + Attempt))
            .RemoveAllLoggers() // addresses may hold what is nobody's business
            .ConfigurePrimaryHttpMessageHandler(provider => Guarded(provider.GetRequiredService<OutsideGuard>()))
            .AddStandardResilienceHandler(options =>
            {
                (options.AttemptTimeout.Timeout, options.TotalRequestTimeout.Timeout) = (Attempt, InAll);
                (options.Retry.MaxRetryAttempts, options.Retry.Delay) = (1, TimeSpan.FromMilliseconds(200));
                options.Retry.DisableForUnsafeHttpMethods();
                (options.CircuitBreaker.MinimumThroughput, options.CircuitBreaker.BreakDuration) = (20, TimeSpan.FromSeconds(5));
            })
            .SelectPipelineByAuthority();
        return services;
    }

    /// <summary>Whether the failure is the other side's, or the way's to it.</summary>
    public static bool IsTheirs(Exception failure, CancellationToken ct) => failure switch
    {
        HttpRequestException or IOException or JsonException or ExecutionRejectedException or TimeoutException => true,
        OperationCanceledException => !ct.IsCancellationRequested,
        _ => false,
    };

    /// <summary>Whether it never got there because the address is not public.</summary>
    public static bool WasRefused(Exception? failure) => failure is not null && (failure is OutsideRefusedException || WasRefused(failure.InnerException));

    internal static SocketsHttpHandler Guarded(OutsideGuard guard) => new()
    {
        ConnectCallback = guard.ConnectAsync,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = Attempt,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 32,
    };
}
