using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Segments;

/// <summary>Asks for one segment.</summary>
internal sealed record GetSegment
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetSegmentEndpoint(IDocumentSession session, RecordFilters filters) : Endpoint<GetSegment, SegmentView>
{
    public override void Configure()
    {
        Get("/api/v1/segments/{id}");
        Permissions(SegmentPermissions.Read);
        this.Describes("getSegment", "Segments", "Read a segment", 200);
    }

    public override async Task HandleAsync(GetSegment r, CancellationToken ct)
    {
        var segment = await session.LiveAsync<Segment>(r.Id, ct);
        var state = await session.LoadAsync<SegmentState>(r.Id, ct) ?? new();
        var usable = await filters.SeesAsync(segment, ct);
        await Send.FoundAsync(segment.Version, SegmentView.Of(segment, state, usable), ct, reckoned: (2 * state.Changes) + (usable ? 1 : 0));
    }
}
