using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Tags;

/// <summary>Asks for one tag, and how many records bear it.</summary>
internal sealed record GetTag
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetTagEndpoint(IDocumentSession session, IEnumerable<TaggedRecords> kinds) : Endpoint<GetTag, TagView>
{
    public override void Configure()
    {
        Get("/api/v1/tags/{id}");
        Permissions([.. kinds.Select(k => k.Records.Read)]);
        this.Describes("getTag", "Tags", "Read a tag, and how many records bear it", 200);
    }

    public override async Task HandleAsync(GetTag r, CancellationToken ct)
    {
        var tag = await session.LiveAsync<Tag>(r.Id, ct);
        var usage = new List<TagUsage>();
        foreach (var kind in kinds)
            if (await kind.CountSeenAsync(session, tag.Key, ct) is { } count) usage.Add(new(kind.Object, count));
        await Send.FoundAsync(tag.Version, TagView.Of(tag, usage), ct, usage.Aggregate(0, (sum, u) => ((sum * 31) + (int)u.Count) & int.MaxValue));
    }
}
