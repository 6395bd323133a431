using System.Reflection;
using System.Text.Json;
using Crm.Kernel.Access;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Segments;

/// <summary>Asks who came to a segment and who left it.</summary>
internal sealed record ListSegmentEvents : PageRequest
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>Only those who came, or who left.</summary>
    [QueryParam] public SegmentEventKind? Kind { get; init; }

    /// <summary>Only of that record.</summary>
    [QueryParam] public Guid? RecordId { get; init; }
}

/// <summary>Whether a record came or went.</summary>
public enum SegmentEventKind
{
    Entered,
    Left,
}

/// <summary>A record came to a segment, or left it.</summary>
/// <param name="Cause">Why: <c>record</c> (it, or one it is tied to, was written), <c>filter</c> (the segment means others since) or <c>time</c> (a day began).</param>
internal sealed record SegmentEventView(Guid RecordId, SegmentEventKind Kind, string Cause, DateTimeOffset At);

internal sealed class ListSegmentEventsEndpoint(IDocumentSession session, RecordFilters filters, Cursors cursors) : Endpoint<ListSegmentEvents, Page<SegmentEventView>>
{
    public override void Configure()
    {
        Get("/api/v1/segments/{id}/events");
        Permissions(SegmentPermissions.Read);
        this.Describes("listSegmentEvents", "Segments", "List which records entered a segment and which left it, newest first", 200, KernelProblems.FieldHidden);
        Summary(s => s.Description = "Told are records that are within the caller's reach now, in the trash or not. What a segment held from its beginning has not entered it.");
    }

    public override async Task HandleAsync(ListSegmentEvents r, CancellationToken ct)
    {
        var segment = await session.LiveAsync<Segment>(r.Id, ct);
        if (!await filters.SeesAsync(segment, ct)) throw KernelProblems.FieldHidden.With("What the segment is about is hidden from your role.");
        var document = filters.Find(segment.Object)!.Document;
        var read = document.GetCustomAttribute<RecordsAttribute>()!.Read;
        if (Rights.Current is not { } rights || !rights.Permissions.ContainsKey(read)) throw KernelProblems.Forbidden.With($"This needs `{read}`.");

        var list = JsonSerializer.Serialize(new { session.TenantId, HttpContext.Request.Path, r.Kind, r.RecordId });
        var (before, limit) = (r.Cursor is null ? long.MaxValue : long.Parse(cursors.Open(r.Cursor, list).Keys[0]), r.AtMost());
        var seen = Condition.All(new[] { new Condition("d.id = e.record_id"), rights.Within(read) }.OfType<Condition>());
        var which = Condition.All(new[]
        {
            new("e.segment_id = ? and e.id < ?", segment.Id, before),
            r.Kind is { } kind ? new Condition("e.entered = ?", kind is SegmentEventKind.Entered) : null,
            r.RecordId is { } record ? new Condition("e.record_id = ?", record) : null,
            seen with { Sql = $"exists (select from {session.DocumentStore.Options.Schema.For(document)} as d where {seen.Sql})" },
        }.OfType<Condition>());
        var rows = await session.AdvancedSql.QueryAsync<Row>($"""
            select jsonb_build_object('entry', e.id, 'record', e.record_id, 'entered', e.entered, 'cause', e.cause, 'at', e.at)
            from kernel.segment_events as e where {which.Sql} order by e.id desc limit {limit + 1}
            """, ct, [.. which.Values]);
        var page = rows.Take(limit).ToList();
        var next = rows.Count > limit ? cursors.Seal(new([page[^1].Entry.ToString()], Backwards: false), list) : null;
        await Send.PageAsync(new([.. page.Select(e => new SegmentEventView(e.Record, e.Entered ? SegmentEventKind.Entered : SegmentEventKind.Left, e.Cause, e.At))], new(limit, next is not null, next)), ct);
    }

    private sealed record Row(long Entry, Guid Record, bool Entered, string Cause, DateTimeOffset At);
}
