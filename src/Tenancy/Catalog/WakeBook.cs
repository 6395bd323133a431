using System.Collections.Concurrent;
using Crm.Kernel;
using Crm.Kernel.Control;
using Dapper;

namespace Crm.Tenancy.Catalog;

/// <summary>
/// Which tenants are awake. A tenant is awake from its last write until its own agent has found nothing left to do in its database.
/// Invariant: a node's mark younger than <see cref="AwakeSettings.TouchEvery"/> means that <c>awake_until</c> is at least
/// <see cref="AwakeSettings.Window"/> less that time ahead, so a commit that follows its touch is always seen by an agent.
/// </summary>
public sealed class WakeBook(ControlDatabase control, CrmSettings settings, TimeProvider clock)
{
    private readonly AwakeSettings awake = settings.Awake;
    private readonly ConcurrentDictionary<string, long> touched = new();
    private readonly ConcurrentDictionary<string, byte> agents = new();
    private volatile HashSet<string> drowsy = [];

    /// <summary>Called before the first commit of each minute, wherever it comes from.</summary>
    public ValueTask TouchAsync(string key, CancellationToken ct) => IsYounger(key, awake.TouchEvery) ? default : WriteTouchAsync(key, ct);

    public async Task<IReadOnlyList<string>> AwakeAsync() => await KeysAsync(
        "state <> 'deleted' and (awake_until is not null or wake_at <= now() + @lead)", new { lead = awake.WakeLead });

    /// <summary>One query per node and period, however many tenants are awake.</summary>
    public async Task RefreshDrowsyAsync() =>
        drowsy = (await KeysAsync("awake_until < now() or (awake_until is null and wake_at is not null)", null)).ToHashSet();

    public bool IsDrowsy(string key) => drowsy.Contains(key);

    /// <summary>Only the tenant's own agent calls this, after it found nothing left to do. False: somebody wrote meanwhile.</summary>
    public async Task<bool> TrySleepAsync(string key, DateTimeOffset? wakeAt)
    {
        await using var connection = await control.Lookups.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            "update catalog.tenants set awake_until = null, wake_at = @wakeAt where id = @id and (awake_until is null or awake_until < now())",
            new { id = Guid.ParseExact(key, "N"), wakeAt }) == 1;
    }

    /// <summary>Wakes the sleepers whose turn it is: each once per <see cref="AwakeSettings.Sweep"/>, a tenth of an hour's share at a time.</summary>
    public async Task SweepAsync()
    {
        await using var connection = await control.Lookups.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            update catalog.tenants set awake_until = now(), swept_at = now() where id in (
              select id from catalog.tenants where awake_until is null and state in ('active', 'readOnly')
              and (swept_at is null or swept_at < now() - @sweep) order by swept_at nulls first
              limit 1 + (select count(*) from catalog.tenants) * 600 / extract(epoch from @sweep)::bigint for update skip locked)
            """, new { sweep = awake.Sweep });
    }

    public void AgentStarted(string key) => agents[key] = 0;

    public void AgentStopped(string key) => agents.TryRemove(key, out _);

    /// <summary>Whether this node works for the tenant now: an agent runs here, or it was written to from here lately.</summary>
    public bool IsLiveHere(string key) => agents.ContainsKey(key) || IsYounger(key, awake.Window);

    private bool IsYounger(string key, TimeSpan age) => touched.TryGetValue(key, out var at) && clock.GetElapsedTime(at) < age;

    private async ValueTask WriteTouchAsync(string key, CancellationToken ct)
    {
        var now = clock.GetTimestamp();
        await using var connection = await control.Lookups.OpenConnectionAsync(ct);
        var found = await connection.ExecuteAsync(new CommandDefinition(
            "update catalog.tenants set awake_until = greatest(awake_until, now() + @window) where id = @id and state <> 'deleted'",
            new { id = Guid.ParseExact(key, "N"), window = awake.Window }, cancellationToken: ct));
        if (found == 0) throw TenancyProblems.Unknown.With();
        touched[key] = now;
    }

    private async Task<IReadOnlyList<string>> KeysAsync(string where, object? parameters)
    {
        await using var connection = await control.Lookups.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>($"select replace(id::text, '-', '') from catalog.tenants where {where}", parameters)];
    }
}
