using System.Collections.Concurrent;
using Crm.Kernel.Control;
using Crm.Kernel.Problems;
using Dapper;

namespace Crm.Tenancy.Signup;

/// <summary>Reads signups' progress, and wakes those who watch one when it moves.</summary>
public sealed class SignupProgress(ControlDatabase control)
{
    /// <summary>Watchers of one signup on one node. They are strangers, and each holds a connection.</summary>
    public const int MostWatchers = 10;

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> watched = new();
    private readonly ConcurrentDictionary<Guid, int> watchers = new();

    /// <summary>Takes a watcher's place, to be given back by <see cref="Leave"/>.</summary>
    public void Enter(Guid id)
    {
        if (watchers.AddOrUpdate(id, 1, (_, there) => there + 1) <= MostWatchers) return;
        Leave(id);
        throw new ProblemException(KernelProblems.TooManyRequests) { RetryAfter = 10 };
    }

    public void Leave(Guid id)
    {
        if (watchers.AddOrUpdate(id, 0, (_, there) => there - 1) > 0 || !watchers.TryRemove(new(id, 0))) return;
        watched.TryRemove(id, out _);
    }

    public async Task<SignupView?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await control.Lookups.OpenConnectionAsync(ct);
        using var rows = await connection.QueryMultipleAsync(new CommandDefinition($"""
            {SignupRow.Select} where id = @id and status not in ('expired', 'cancelled');
            select name, status, attempts, started_at, finished_at, error from catalog.signup_steps where signup_id = @id order by ordinal
            """, new { id }, cancellationToken: ct));
        if (await rows.ReadFirstOrDefaultAsync<SignupRow>() is not { } signup) return null;
        var steps = (await rows.ReadAsync<Step>()).Select(s => new SignupStepView(s.Name, Enum.Parse<SignupStepStatus>(s.Status, ignoreCase: true), s.Attempts, s.StartedAt, s.FinishedAt, s.Error is null ? null : SignupStepView.Trouble)).ToList();
        var status = Enum.Parse<SignupStatus>(signup.Status, ignoreCase: true);
        return new(signup.Id, status, steps, status is SignupStatus.Ready ? new(signup.TenantId, signup.Slug) : null);
    }

    /// <summary>Completes when the signup has moved, or after that time: a notice may be lost, a look never is.</summary>
    public async Task MovedAsync(Guid id, TimeSpan atMost, CancellationToken ct)
    {
        var moved = watched.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        await Task.WhenAny(moved.Task, Task.Delay(atMost, ct));
        ct.ThrowIfCancellationRequested();
    }

    public void Notice(string id)
    {
        if (Guid.TryParse(id, out var signup) && watched.TryRemove(signup, out var moved)) moved.TrySetResult();
    }

    private sealed class Step
    {
        public string Name { get; init; } = "";
        public string Status { get; init; } = "";
        public int Attempts { get; init; }
        public DateTimeOffset? StartedAt { get; init; }
        public DateTimeOffset? FinishedAt { get; init; }
        public string? Error { get; init; }
    }
}
