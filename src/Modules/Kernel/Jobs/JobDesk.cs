using Crm.Kernel.Access;
using Crm.Kernel.Problems;
using Marten;
using Microsoft.Extensions.Logging;
using Wolverine;

namespace Crm.Kernel.Jobs;

/// <summary>Carries jobs through, step by step, within what their starters may do by now.</summary>
public sealed partial class JobDesk(IEnumerable<JobRunner> runners, RightsOf rights, TimeProvider clock, ILogger<JobDesk> log)
{
    /// <summary>A step that failed this often has failed for good; the attempts before are spread over more than a minute.</summary>
    private const int Attempts = 5;

    private readonly Dictionary<string, JobRunner> byKind = runners.ToDictionary(r => r.Kind);

    internal async Task<OutgoingMessages> StepAsync(IDocumentSession session, RunJob message, int attempt, CancellationToken ct)
    {
        if (await session.LoadAsync<Job>(message.JobId, ct) is not { } job) return [];
        if (job.IsOver)
        {
            // A twin that was slow put its progress back after the end, and asked for the step after it: this one.
            session.Delete<JobProgress>(job.Id);
            return [];
        }
        if (await session.LoadAsync<JobProgress>(message.JobId, ct) is not { } progress || progress.Step != message.Step) return [];
        var runner = byKind[job.Kind];
        if (job.CancelRequested) return await EndAsync(session, runner, job, progress, JobStatus.Cancelled, ct);
        // A step may write before the session does (SetWriting): what it wrote goes where it fails, and a failed statement does not keep the failure from being told.
        await session.BeginTransactionAsync(ct);
        await session.ExecuteAsync("savepoint step", ct);
        try
        {
            Rights.Current = await RightsAsync(session, runner, job, ct);
            session.Listeners.Add(new RecordGuard(Rights.Current));
            var last = await runner.StepAsync(session, job, progress, ct);
            if (last) return [.. progress.Told, .. await EndAsync(session, runner, job, progress, JobStatus.Succeeded, ct)];
        }
        catch (ProblemException problem)
        {
            await TakeBackAsync(session, ct);
            return await FailAsync(session, runner, job, progress, problem, ct);
        }
        catch (Exception broken) when (attempt >= Attempts && broken is not OperationCanceledException)
        {
            LogBroken(broken, job.Kind, job.Id);
            await TakeBackAsync(session, ct);
            return await FailAsync(session, runner, job, progress, JobProblems.Broken.With(), ct);
        }
        if (job.Status is JobStatus.Queued)
        {
            job.Begin(clock.GetUtcNow());
            session.UpdateRevision(job, job.Version + 1);
        }
        progress.Step++;
        session.UpdateRevision(progress, progress.Version + 1);
        return [.. progress.Told, new RunJob(job.Id, progress.Step)];
    }

    internal async Task ExpireAsync(IDocumentSession session, Guid id, CancellationToken ct)
    {
        if (await session.LoadAsync<Job>(id, ct) is { } job && byKind.TryGetValue(job.Kind, out var runner)) await runner.CleanUpAsync(session.TenantId, job, ct);
    }

    private static async Task TakeBackAsync(IDocumentSession session, CancellationToken ct)
    {
        await session.ExecuteAsync("rollback to savepoint step", ct);
        session.EjectAllPendingChanges();
    }

    private async Task<Rights> RightsAsync(IDocumentSession session, JobRunner runner, Job job, CancellationToken ct)
    {
        var now = await rights.FindAsync(Guid.ParseExact(session.TenantId, "n"), job.AccountId, ct) ?? throw JobProblems.StarterLeft.With();
        var granted = now.AtMost(job.Permissions);
        return runner.Needs(job).FirstOrDefault(need => !granted.Permissions.ContainsKey(need)) is { } lacking
            ? throw JobProblems.NotPermitted.With($"`{lacking}` is no longer permitted to whoever started it.")
            : granted;
    }

    private Task<OutgoingMessages> FailAsync(IDocumentSession session, JobRunner runner, Job job, JobProgress progress, ProblemException problem, CancellationToken ct)
    {
        (job.Problem, job.Message) = (problem.Type.Code, problem.Detail ?? problem.Type.Title);
        return EndAsync(session, runner, job, progress, JobStatus.Failed, ct);
    }

    private async Task<OutgoingMessages> EndAsync(IDocumentSession session, JobRunner runner, Job job, JobProgress progress, JobStatus status, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        job.StartedAt ??= status is JobStatus.Succeeded ? now : null;
        job.End(status, progress, now);
        if (progress.Done > 0 && runner.CanBeUndone(job)) job.UndoUntil = now + Job.UndoLives;
        session.UpdateRevision(job, job.Version + 1);
        session.Delete(progress);
        if (status is not JobStatus.Succeeded) await runner.CleanUpAsync(session.TenantId, job, ct);
        OutgoingMessages later = [];
        // Also where nothing is left to fetch: a step that was done twice may have left something behind meanwhile.
        later.Schedule(new ExpireJobResult(job.Id), now + Job.ResultLives);
        return later;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Kind} job {Job} failed for good")]
    private partial void LogBroken(Exception broken, string kind, Guid job);
}
