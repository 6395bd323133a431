using System.Text.Json;

namespace Crm.Kernel.Jobs;

/// <summary>A job as the API shows it.</summary>
internal sealed record JobView
{
    public required Guid Id { get; init; }

    /// <summary>What is done: <c>export</c>, <c>import</c>, <c>bulk</c>, <c>tags</c>, <c>erasure</c>, <c>subjectExport</c>, <c>undo</c>; more will come.</summary>
    public required string Kind { get; init; }

    public required JobStatus Status { get; init; }

    /// <summary>What was asked.</summary>
    public JsonElement? Settings { get; init; }

    /// <summary>How many rows there are to do, once that is known.</summary>
    public long? Total { get; init; }

    /// <summary>How many rows are done.</summary>
    public required long Done { get; init; }

    /// <summary>How many of them could not be done.</summary>
    public required long FailedRows { get; init; }

    /// <summary>Whether somebody wants it to end early, which it does after the step it is at.</summary>
    public required bool CancelRequested { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who started it: <c>account:…</c></summary>
    public required string CreatedBy { get; init; }

    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it will have ended if it goes on as fast as until now.</summary>
    public DateTimeOffset? EstimatedEndAt { get; init; }

    /// <summary>What made it fail.</summary>
    public JobProblemView? Problem { get; init; }

    /// <summary>The file it left.</summary>
    public JobResultView? Result { get; init; }

    /// <summary>Until when what it did can be taken back, if it can.</summary>
    public DateTimeOffset? UndoUntil { get; init; }

    /// <summary>The job that takes it back, or has done so.</summary>
    public Guid? UndoneBy { get; init; }

    public static JobView Of(Job job, JobProgress? progress, DateTimeOffset now) => new()
    {
        Id = job.Id,
        Kind = job.Kind,
        Status = job.Status,
        Settings = JsonElement.Parse(job.Settings),
        Total = progress is null ? job.Total : progress.Total,
        Done = progress?.Done ?? job.Done,
        FailedRows = progress?.FailedRows ?? job.FailedRows,
        CancelRequested = job.CancelRequested,
        CreatedAt = job.CreatedAt,
        CreatedBy = job.CreatedBy,
        StartedAt = job.StartedAt,
        FinishedAt = job.FinishedAt,
        EstimatedEndAt = job is { IsOver: false, StartedAt: { } began } && progress is { Total: { } total, Done: > 0 } ? now + ((now - began) * (Math.Max(0, total - progress.Done) / (double)progress.Done)) : null,
        Problem = job.Problem is null ? null : new(job.Problem, job.Message!),
        Result = job is { Result: { } result, FinishedAt: { } end } ? new(result.Name, result.MediaType, result.Bytes, end + Job.ResultLives) : null,
        UndoUntil = job.UndoUntil,
        UndoneBy = job.UndoneBy,
    };

    /// <summary>For the entity tag: both parts count, and it never falls.</summary>
    public static int VersionOf(Job job, JobProgress? progress) => job.Version + (progress?.Step ?? job.Steps);
}

/// <summary>What made a job fail.</summary>
/// <param name="Code">Of the catalogue of problems.</param>
/// <param name="Message">What happened.</param>
internal sealed record JobProblemView(string Code, string Message);

/// <summary>The file a job left.</summary>
/// <param name="Name">As it is offered for download.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Bytes">How large it is.</param>
/// <param name="ExpiresAt">Until when it can be fetched.</param>
internal sealed record JobResultView(string Name, string MediaType, long Bytes, DateTimeOffset ExpiresAt);
