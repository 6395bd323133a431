using Crm.Kernel;
using Crm.Tenancy.Catalog;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Tenancy.Awake;

/// <summary>Keeps the node's view of drowsy tenants fresh.</summary>
internal sealed class WakeWatch(WakeBook book, CrmSettings settings, ILogger<WakeWatch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Awake.SleepCheck);
        do
            try
            {
                await book.RefreshDrowsyAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "The control database did not answer the look for drowsy tenants");
            }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
