using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Attachments;

/// <summary>Changes to an attachment, as a JSON merge patch.</summary>
internal sealed record UpdateAttachment
{
    [RouteParam] public Guid Id { get; init; }
    [FromBody] public required MergePatch<AttachmentChanges> Changes { get; init; }
}

internal sealed class UpdateAttachmentEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<UpdateAttachment, AttachmentView>
{
    public override void Configure()
    {
        Patch("/api/v1/attachments/{id}");
        Permissions(AttachmentPermissions.Write);
        this.Describes("updateAttachment", "Attachments", "Rename an attachment", 200, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(UpdateAttachment request, CancellationToken ct)
    {
        var attachment = await session.LiveAsync<Attachment>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, attachment, ct);
        var version = attachment.Version;
        var changes = request.Changes.ApplyTo(new AttachmentChanges { FileName = attachment.FileName }, AttachmentChangesValidator.Instance);
        if (changes.FileName != attachment.FileName)
        {
            attachment.FileName = changes.FileName;
            attachment.Touch(caller.Actor, clock.GetUtcNow());
            session.UpdateRevision(attachment, ++version);
        }
        var upload = attachment.Ready ? null : await session.LoadAsync<AttachmentUpload>(attachment.Id, ct);
        await Send.ChangedAsync(version, AttachmentView.Of(attachment, upload), ct);
    }
}
