using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using FastEndpoints;

namespace Crm.Contacts.Tags;

/// <summary>Asks for a page of tags.</summary>
internal sealed record ListTags : ListRequest
{
    /// <summary>Words that the name contains.</summary>
    [QueryParam] public string? Q { get; init; }
}

/// <summary>A tag as the API shows it.</summary>
/// <param name="Name">As its first user wrote it.</param>
internal sealed record TagView(string Name, DateTimeOffset CreatedAt);

internal sealed class ListTagsEndpoint(Pages pages) : Endpoint<ListTags, Page<TagView>>
{
    private static readonly Field Key = new("name", FieldType.Text, "d.id") { Sortable = true };
    private static readonly FieldCatalogue Fields = new("name", Key);

    public override void Configure()
    {
        Get("/api/v1/tags");
        Permissions(ContactPermissions.Read);
        this.Describes("listTags", "Tags", "List the tags in use", 200);
    }

    public override async Task HandleAsync(ListTags request, CancellationToken ct) =>
        await Send.PageAsync(await pages.Of<Tag>(Fields, request)
            .Where(Key.Mentions(request.Q))
            .ReadAsync(tag => new TagView(tag.Name, tag.CreatedAt), ct), ct);
}
