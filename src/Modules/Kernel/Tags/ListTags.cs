using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Kernel.Tags;

/// <summary>Asks for a page of tags.</summary>
internal sealed record ListTags : ListRequest
{
    /// <summary>Words that the name contains.</summary>
    [QueryParam] public string? Q { get; init; }
}

internal sealed class ListTagsEndpoint(Pages pages, IEnumerable<TaggedRecords> kinds) : Endpoint<ListTags, Page<TagView>>
{
    private static readonly Field Key = new("name", FieldType.Text, "d.key") { Sortable = true };
    private static readonly FieldCatalogue Fields = new("name", Key, new Field("createdAt", FieldType.Moment, "d.created_at") { Sortable = true });

    public override void Configure()
    {
        Get("/api/v1/tags");
        Permissions([.. kinds.Select(k => k.Records.Read)]);
        this.Describes("listTags", "Tags", "List the tags", 200);
    }

    public override async Task HandleAsync(ListTags request, CancellationToken ct) =>
        await Send.PageAsync(await pages.Of<Tag>(Fields, request).Where(Key.Mentions(request.Q)).ReadAsync(TagView.Of, ct), ct);
}
