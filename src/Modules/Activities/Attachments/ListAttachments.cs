using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Ties;
using FastEndpoints;

namespace Crm.Activities.Attachments;

/// <summary>Asks for a page of attachments.</summary>
internal sealed record ListAttachments : ListRequest
{
    /// <summary>What they belong to: kind and id, such as <c>contact:0198c0de-0000-7000-8000-000000000003</c>.</summary>
    [QueryParam] public string? Record { get; init; }

    /// <summary>An account, or <c>me</c>.</summary>
    [QueryParam] public string? OwnerId { get; init; }

    /// <summary>Lists the trash instead.</summary>
    [QueryParam] public bool Trashed { get; init; }
}

internal sealed class ListAttachmentsEndpoint(Pages pages, Caller caller) : Endpoint<ListAttachments, Page<AttachmentView>>
{
    public override void Configure()
    {
        Get("/api/v1/attachments");
        Permissions(AttachmentPermissions.Read);
        this.Describes("listAttachments", "Attachments", "List the attachments whose bytes are all there", 200);
    }

    public override async Task HandleAsync(ListAttachments request, CancellationToken ct) =>
        await Send.PageAsync(await pages.Of<Attachment>(AttachmentCatalogue.Fields, request)
            .Trashed(request.Trashed)
            .Where(RecordRef.Among(AttachmentCatalogue.Records, request.Record))
            .Where(AttachmentCatalogue.Owner.Is(caller.Account(request.OwnerId, "ownerId")))
            .Where(AttachmentCatalogue.Ready.Is(true))
            .ReadAsync(AttachmentView.Of, ct), ct);
}
