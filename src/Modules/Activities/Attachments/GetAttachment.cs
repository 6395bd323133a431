using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Attachments;

/// <summary>Asks for one attachment.</summary>
internal sealed record GetAttachment
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetAttachmentEndpoint(IDocumentSession session) : Endpoint<GetAttachment, AttachmentView>
{
    public override void Configure()
    {
        Get("/api/v1/attachments/{id}");
        Permissions(AttachmentPermissions.Read);
        this.Describes("getAttachment", "Attachments", "Read what is known of an attachment, and how far its upload is", 200);
    }

    public override async Task HandleAsync(GetAttachment request, CancellationToken ct)
    {
        var attachment = await session.LiveAsync<Attachment>(request.Id, ct);
        var upload = attachment.Ready ? null : await session.LoadAsync<AttachmentUpload>(attachment.Id, ct);
        await Send.FoundAsync(attachment.Version, AttachmentView.Of(attachment, upload), ct, upload?.Parts.Count);
    }
}
