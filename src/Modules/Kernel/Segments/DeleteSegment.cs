using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Segments;

/// <summary>Deletes a segment for good, with its history. The records in it stay where they are.</summary>
internal sealed record DeleteSegment
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class DeleteSegmentEndpoint(IDocumentSession session, Outbox outbox) : Endpoint<DeleteSegment>
{
    public override void Configure()
    {
        Delete("/api/v1/segments/{id}");
        Permissions(SegmentPermissions.Write);
        this.Describes("deleteSegment", "Segments", "Delete a segment", 204, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(DeleteSegment r, CancellationToken ct)
    {
        var segment = await session.LiveAsync<Segment>(r.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, segment, ct);
        session.Purge(segment);
        session.Delete<SegmentState>(segment.Id);
        await outbox.PublishAsync(new PurgeSegment(segment.Id));
        await Send.NoContentAsync(ct);
    }
}
