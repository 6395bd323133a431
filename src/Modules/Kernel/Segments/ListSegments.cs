using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Segments;

/// <summary>Asks for a page of segments.</summary>
internal sealed record ListSegments : ListRequest
{
    /// <summary>Of one kind of record only: <c>contact</c>.</summary>
    [QueryParam] public string? Object { get; init; }
}

internal sealed class ListSegmentsEndpoint(IDocumentSession session, Pages pages, RecordFilters filters) : Endpoint<ListSegments, Page<SegmentView>>
{
    private static readonly FieldCatalogue Fields = new("name",
        new Field("name", FieldType.Text, "lower(d.data ->> 'name')") { Sortable = true },
        new Field("createdAt", FieldType.Moment, "d.created_at") { Sortable = true });

    private static readonly Field Of = new("object", FieldType.Text, "d.data ->> 'object'");

    public override void Configure()
    {
        Get("/api/v1/segments");
        Permissions(SegmentPermissions.Read);
        this.Describes("listSegments", "Segments", "List the company's segments, by name", 200);
    }

    public override async Task HandleAsync(ListSegments r, CancellationToken ct)
    {
        // A company has few: all are looked up at once, and the page takes its own.
        var states = (await session.Query<SegmentState>().Take(Segment.Most * 2).ToListAsync(ct)).ToDictionary(s => s.Id);
        var usable = new HashSet<Guid>();
        foreach (var segment in await session.Query<Segment>().Take(Segment.Most * 2).ToListAsync(ct))
            if (await filters.SeesAsync(segment, ct)) usable.Add(segment.Id);
        await Send.PageAsync(await pages.Of<Segment>(Fields, r)
            .Where(Of.Is(r.Object))
            .ReadAsync(segment => SegmentView.Of(segment, states.GetValueOrDefault(segment.Id, new()), usable.Contains(segment.Id)), ct), ct);
    }
}
