using Crm.Activities.Timelines;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;
using Microsoft.Net.Http.Headers;

namespace Crm.Activities.Attachments;

/// <summary>A part of a file; the body is its bytes.</summary>
internal sealed record PutAttachmentContent
{
    [RouteParam] public Guid Id { get; init; }

    /// <summary>Where in the file it begins: <c>received</c> of the attachment; 0 if nothing is said.</summary>
    [QueryParam] public long? Offset { get; init; }
}

internal sealed class PutAttachmentContentEndpoint(IDocumentSession session, AttachmentDesk desk, Caller caller, TimeProvider clock) : Endpoint<PutAttachmentContent, AttachmentView>
{
    private const int MostBytes = 5 * 1024 * 1024;

    public override void Configure()
    {
        Put("/api/v1/attachments/{id}/content");
        Permissions(AttachmentPermissions.Write);
        this.Describes("putAttachmentContent", "Attachments", "Upload the next part of a file", 200, KernelProblems.Invalid, KernelProblems.TooLarge, KernelProblems.UnsupportedMediaType, KernelProblems.Conflict,
            AttachmentProblems.WrongOffset, AttachmentProblems.PastEnd);
        this.TakesFileOnceFound(ContentTypes.Unknown);
        Summary(s => s.Description = "1 byte to 5 MiB, in order. What was not answered can be sent again: a part that is there already changes nothing.");
    }

    public override async Task HandleAsync(PutAttachmentContent r, CancellationToken ct)
    {
        // Whoever may not see it is told nothing else, and nobody's slow connection keeps others waiting for their turn.
        await session.LiveAsync<Attachment>(r.Id, ct);
        if (!MediaTypeHeaderValue.TryParse(HttpContext.Request.ContentType, out var type) || !type.MediaType.Equals(ContentTypes.Unknown, StringComparison.OrdinalIgnoreCase)) throw KernelProblems.UnsupportedMediaType.With($"Send {ContentTypes.Unknown}.");
        if (r.Offset < 0) throw KernelProblems.Invalid.With("`offset` says where in the file the part begins.", "?offset");
        var bytes = await HttpContext.Request.ReadFileAsync(MostBytes, ct) ?? throw KernelProblems.TooLarge.With("A part has at most 5 MiB.");
        if (bytes.IsEmpty) throw KernelProblems.Invalid.With("A part has at least one byte.");

        await session.LockUploadAsync(r.Id, ct);
        var attachment = await session.LiveAsync<Attachment>(r.Id, ct);
        var (upload, version) = (await desk.TakeAsync(attachment, r.Offset ?? 0, bytes, ct), attachment.Version);
        if (!attachment.Ready && upload.Received == attachment.Size)
        {
            await desk.FinishAsync(attachment, upload, ct);
            attachment.Touch(caller.Actor, clock.GetUtcNow());
            session.UpdateRevision(attachment, ++version);
            session.Tell(before: [], attachment.Told);
        }
        await Send.ChangedAsync(version, AttachmentView.Of(attachment, upload), ct);
    }
}
