using Crm.Kernel;
using Crm.Tenancy.Catalog;
using JasperFx;
using Microsoft.Extensions.Logging;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace Crm.Tenancy.Awake;

/// <summary>Wolverine's own durability agent of one tenant's database, plus the decision to fall asleep.</summary>
internal sealed class AwakeTenantAgent(
    Uri uri, string key, IAgent inner, IWolverineRuntime runtime, TenantCatalog catalog, WakeBook book, TenantRest rest, CrmSettings settings, TimeProvider clock,
    ILogger<AwakeTenantAgent> log) : IAgent, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private bool innerStarted;

    public Uri Uri => uri;

    public AgentStatus Status => inner.Status;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        catalog.Changed += OnChanged;
        book.AgentStarted(key);
        running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        catalog.Changed -= OnChanged;
        book.AgentStopped(key);
        await stopping.CancelAsync();
        await running;
        if (innerStarted) await inner.StopAsync(cancellationToken);
    }

    public void Dispose() => stopping.Dispose();

    private async Task RunAsync()
    {
        try
        {
            await Task.Delay(settings.Awake.Stagger * Random.Shared.NextDouble(), stopping.Token);
            await inner.StartAsync(stopping.Token);
            innerStarted = true;
            log.LogDebug("Tenant {Tenant} is awake on this node", key);
            using var timer = new PeriodicTimer(settings.Awake.SleepCheck + TimeSpan.FromMilliseconds(Random.Shared.Next(2000)));
            for (var (sweptAt, sealedAt) = (clock.GetTimestamp(), await DoneAsync(rest.SealAsync)); await timer.WaitForNextTickAsync(stopping.Token);)
            {
                if (book.IsDrowsy(key) && await FellAsleepAsync()) return;
                if (clock.GetElapsedTime(sealedAt) > TimeSpan.FromMinutes(1)) sealedAt = await DoneAsync(rest.SealAsync);
                if (clock.GetElapsedTime(sweptAt) > TimeSpan.FromHours(1)) sweptAt = await DoneAsync(rest.SweepAsync);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            log.LogDebug("The agent of tenant {Tenant} stops", key);
        }
        catch (Exception e)
        {
            log.LogError(e, "The agent of tenant {Tenant} did not start; the next round of assignments tries again", key);
            StopSoon();
        }
    }

    /// <summary>What can wait for its next turn, or for the tenant's next waking, stops nothing.</summary>
    private async Task<long> DoneAsync(Func<string, CancellationToken, Task> work)
    {
        try
        {
            await work(key, stopping.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "Sealing or sweeping the database of tenant {Tenant} failed; it is tried again in its turn", key);
        }
        return clock.GetTimestamp();
    }

    private async Task<bool> FellAsleepAsync()
    {
        try
        {
            var (busy, next) = await rest.LookAsync(key, stopping.Token);
            if (busy || next < clock.GetUtcNow() + settings.Awake.WakeLead) return false;
            await DoneAsync(rest.SealAsync);
            if (!await book.TrySleepAsync(key, next)) return false;
            log.LogDebug("Tenant {Tenant} falls asleep until {Next}", key, next);
            StopSoon();
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "Looking whether tenant {Tenant} may sleep failed; it stays awake", key);
            return false;
        }
    }

    private void OnChanged(string changed)
    {
        if (changed != key) return;
        _ = Task.Run(async () =>
        {
            if (await catalog.FindAsync(key) is not { Exists: true }) StopSoon();
        });
    }

    // Not awaited: the runtime stops this very agent.
    private void StopSoon() => _ = Task.Run(() => runtime.Agents.StopLocallyAsync(uri));
}
