using Crm.Activities.Timelines;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Attachments;

/// <summary>Takes an attachment out of the trash.</summary>
internal sealed record RestoreAttachment
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class RestoreAttachmentEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<RestoreAttachment, AttachmentView>
{
    public override void Configure()
    {
        Post("/api/v1/attachments/{id}/restoration");
        Permissions(AttachmentPermissions.Write);
        this.Describes("restoreAttachment", "Attachments", "Take an attachment out of the trash", 200, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(RestoreAttachment request, CancellationToken ct)
    {
        var attachment = await session.TrashedAsync<Attachment>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, attachment, ct);
        attachment.Touch(caller.Actor, clock.GetUtcNow());
        session.Restore(attachment);
        session.Tell(before: [], attachment.Told);
        var upload = attachment.Ready ? null : await session.LoadAsync<AttachmentUpload>(attachment.Id, ct);
        await Send.ChangedAsync(attachment.Version + 1, AttachmentView.Of(attachment, upload), ct);
    }
}
