using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Segments;

/// <summary>Changes to a segment, as a JSON merge patch.</summary>
internal sealed record UpdateSegment
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<SegmentFields> Changes { get; init; }
}

internal sealed class UpdateSegmentEndpoint(IDocumentSession session, RecordFilters filters, Outbox outbox, Caller caller, TimeProvider clock) : Endpoint<UpdateSegment, SegmentView>
{
    public override void Configure()
    {
        Patch("/api/v1/segments/{id}");
        Permissions(SegmentPermissions.Write);
        this.Describes("updateSegment", "Segments", "Change a segment", 200, SegmentProblems.NameTaken, FilterProblems.Invalid, FilterProblems.TooComplex, KernelProblems.Forbidden, KernelProblems.FieldHidden, KernelProblems.Conflict, KernelProblems.Stale);
        Summary(s => s.Description = "With another filter all records are held against it anew, behind the answer; those that come or go by that enter or leave the segment. As everything in a merge patch `filter` is merged: a group in place of a comparison needs `field`, `op` and `value` to be null.");
    }

    public override async Task HandleAsync(UpdateSegment r, CancellationToken ct)
    {
        r.Changes.RefuseUnknown();
        var segment = await session.LiveAsync<Segment>(r.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, segment, ct);
        var (before, version, now) = (SegmentFields.Of(segment), segment.Version, clock.GetUtcNow());
        // What the caller does not see of a segment they do not change either.
        if (!await filters.SeesAsync(segment, ct)) throw KernelProblems.FieldHidden.With("What it is about is hidden from your role.", "/filter");
        var after = r.Changes.ApplyTo(before, SegmentFieldsValidator.Instance);
        if (after.Object != before.Object) throw KernelProblems.ValidationFailed.With("A segment stays with its kind of record.", "/object");
        await filters.SettleAsync(segment, after, ct);
        var changed = Members.Changed(before, SegmentFields.Of(segment));
        if (changed.Count > 0)
        {
            if (changed.Contains("filter"))
            {
                segment.Generation++;
                await outbox.PublishAsync(EvaluateSegment.Begin(segment, EvaluateSegment.Filter, now));
            }
            segment.Touch(caller.Actor, now);
            session.UpdateRevision(segment, ++version);
        }
        await Send.ChangedAsync(version, SegmentView.Of(segment, await session.LoadAsync<SegmentState>(segment.Id, ct) ?? new(), usable: true), ct);
    }
}
