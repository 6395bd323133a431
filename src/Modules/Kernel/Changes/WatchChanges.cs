using System.Buffers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Kernel.Changes;

/// <summary>Asks to be told what changes, as it happens.</summary>
internal sealed record WatchChanges
{
    /// <summary>The id of the last event that was received: the stream goes on after it. It counts before <c>since</c>.</summary>
    [FromHeader("Last-Event-ID", IsRequired = false)] public string? LastEventId { get; init; }

    /// <summary><c>next</c> of <c>GET /changes</c>; what comes from now on if nothing is said.</summary>
    [QueryParam] public string? Since { get; init; }

    /// <summary>The kinds of record to follow, comma-separated: <c>contacts,companies</c>; all that the caller may see if nothing is said.</summary>
    [QueryParam] public string? Types { get; init; }
}

internal sealed class WatchChangesEndpoint(RecordChanges changes, ChangePositions positions, ChangeStreams streams, Standing standing, Caller caller, TimeProvider clock) : Endpoint<WatchChanges>
{
    private const int AtOnce = 200;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public override void Configure()
    {
        Get("/api/v1/events");
        Permissions(ChangePermissions.Read);
        this.DescribesStream("watchChanges", "Changes", "Watch what changes in records as server-sent events", KernelProblems.Invalid, KernelProblems.CursorMismatch, ChangeProblems.CursorExpired, ChangeProblems.TooManyStreams);
        Summary(s => s.Description = "Events named `change`, whose data are those of `GET /changes`, and whose ids are its cursors; and at the beginning and every 15 seconds one named `heartbeat`, whose id is how far the stream is. "
            + "The stream ends after ten minutes, with the caller's session, and when the caller's rights change: connect again with `Last-Event-ID`, as browsers do by themselves, and nothing is lost or told twice.");
    }

    public override async Task HandleAsync(WatchChanges r, CancellationToken ct)
    {
        var among = changes.Among(r.Types);
        var since = r.LastEventId is { Length: > 0 } last ? await positions.OpenAsync(last, "Last-Event-ID", ct) : await positions.OpenAsync(r.Since ?? ChangePositions.Now, "?since", ct);
        using var place = streams.Enter(caller.TenantId);
        HttpContext.MarkResponseStart();
        HttpContext.Response.ContentType = "text/event-stream";
        HttpContext.Response.Headers.CacheControl = "no-store";
        await SseFormatter.WriteAsync(FollowAsync(since, among, Rights.Current!, ct), HttpContext.Response.Body, (item, writer) => writer.Write(item.Data is null ? "{}"u8 : JsonSerializer.SerializeToUtf8Bytes(item.Data, Json.Options)), ct);
    }

    private async IAsyncEnumerable<SseItem<ChangeView?>> FollowAsync(long since, IReadOnlyList<RecordKind> among, Rights rights, [EnumeratorCancellation] CancellationToken ct)
    {
        var (position, told, begin) = (since, clock.GetTimestamp(), clock.GetTimestamp());
        yield return Item(position);
        while (clock.GetElapsedTime(begin) < Longest && rights.AreThoseOf(await standing.RightsNowAsync(HttpContext, ct)))
        {
            var more = false;
            if (await streams.LastAsync(caller.TenantId, () => positions.LastDrawnAsync(CancellationToken.None)) > position)
            {
                var stretch = await changes.ReadAsync(position, among, AtOnce, ct);
                foreach (var (at, change) in stretch.Changes) yield return Item(at, change);
                if (stretch.Changes.Count > 0) told = clock.GetTimestamp();
                (position, more) = (stretch.Till, stretch.More);
            }
            if (clock.GetElapsedTime(told) >= Heartbeat)
            {
                told = clock.GetTimestamp();
                yield return Item(position);
            }
            if (!more) await Task.Delay(ChangeStreams.Pulse, clock, ct);
        }
    }

    private SseItem<ChangeView?> Item(long position, ChangeView? change = null) => new(change, change is null ? "heartbeat" : "change") { EventId = positions.Seal(position) };
}
