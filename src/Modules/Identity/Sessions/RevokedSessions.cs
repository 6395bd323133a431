using System.Collections.Concurrent;
using Crm.Identity.Tokens;
using Crm.Kernel.Control;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Identity.Sessions;

/// <summary>Sessions that ended while access tokens of theirs may still live. Fed by notices on every node.</summary>
public sealed class RevokedSessions(ControlDatabase control, TimeProvider clock, ILogger<RevokedSessions> log) : IDisposable
{
    private static readonly TimeSpan Relevant = AccessToken.Life + AccessToken.Skew + TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> until = new();
    private readonly SemaphoreSlim reading = new(1);
    private volatile bool behind = true;
    private DateTimeOffset tried;
    private DateTimeOffset swept;

    public void Dispose() => reading.Dispose();

    public bool Contains(Guid sessionId) => until.ContainsKey(sessionId);

    public void Revoke(Guid sessionId)
    {
        var now = clock.GetUtcNow();
        if (now - swept > Relevant) Sweep(now);
        until[sessionId] = now + Relevant;
    }

    /// <summary>Notices may have been missed: the next request reads up on them.</summary>
    public void Missed() => behind = true;

    /// <summary>While the control database is away, requests go on with what is known: reading does not depend on it.</summary>
    public ValueTask CatchUpAsync(CancellationToken ct) => behind ? new(ReadUpAsync(ct)) : default;

    private async Task ReadUpAsync(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        var now = clock.GetUtcNow();
        try
        {
            if (!behind || now - tried < TryAgain) return;
            tried = now;
            behind = false; // what is missed from here on asks for another reading
            await using var connection = await control.Lookups.OpenConnectionAsync(ct);
            foreach (var id in await connection.QueryAsync<Guid>(new CommandDefinition(
                "select id from identity.sessions where revoked_at > @since", new { since = now - Relevant }, cancellationToken: ct))) Revoke(id);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            behind = true;
            log.LogWarning(e, "Revoked sessions could not be read; the next request tries again");
        }
        finally
        {
            reading.Release();
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        swept = now;
        foreach (var (old, over) in until)
            if (over < now) until.TryRemove(old, out _);
    }
}
