using System.Buffers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Jobs;

/// <summary>Asks to be told as a job moves. The data of each event is the job; the stream ends once the job has, or after ten minutes.</summary>
internal sealed record WatchJob
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class WatchJobEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<WatchJob>
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public override void Configure()
    {
        Get("/api/v1/jobs/{id}/events");
        Permissions(JobPermissions.Read);
        this.DescribesStream("watchJob", "Jobs", "Watch a job as server-sent events");
    }

    public override async Task HandleAsync(WatchJob r, CancellationToken ct)
    {
        var first = await session.JobAsync(r.Id, caller, ct);
        HttpContext.MarkResponseStart();
        HttpContext.Response.ContentType = "text/event-stream";
        HttpContext.Response.Headers.CacheControl = "no-store";
        await SseFormatter.WriteAsync(MovesAsync(first, ct), HttpContext.Response.Body, (item, writer) => writer.Write(JsonSerializer.SerializeToUtf8Bytes(item.Data, Json.Options)), ct);
    }

    /// <summary>Every state that differs from the one before, and the same one again as a heartbeat.</summary>
    private async IAsyncEnumerable<SseItem<JobView>> MovesAsync((Job Job, JobProgress? Progress) first, [EnumeratorCancellation] CancellationToken ct)
    {
        var (seen, told, begin) = (first, clock.GetTimestamp(), clock.GetTimestamp());
        yield return Item(seen);
        while (!seen.Job.IsOver && clock.GetElapsedTime(begin) < Longest)
        {
            await Task.Delay(Look, clock, ct);
            var now = await session.JobAsync(seen.Job.Id, caller, ct);
            if (JobView.VersionOf(now.Job, now.Progress) == JobView.VersionOf(seen.Job, seen.Progress) && clock.GetElapsedTime(told) < Heartbeat) continue;
            (seen, told) = (now, clock.GetTimestamp());
            yield return Item(seen);
        }
    }

    private SseItem<JobView> Item((Job Job, JobProgress? Progress) state) => new(JobView.Of(state.Job, state.Progress, clock.GetUtcNow()), "job");
}
