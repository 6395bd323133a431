using Crm.Contracts.Identity;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Crm.Kernel.Ties;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Attachments;

/// <summary>A file that is about to be uploaded.</summary>
internal sealed record BeginAttachment
{
    [FromBody] public required AttachmentFields Attachment { get; init; }
}

internal sealed class BeginAttachmentValidator : Validator<BeginAttachment>
{
    public BeginAttachmentValidator() => RuleFor(c => c.Attachment).SetValidator(AttachmentFieldsValidator.Instance);
}

internal sealed class BeginAttachmentEndpoint(IDocumentSession session, AttachmentDesk desk, Outbox outbox, RecordTies ties, IMemberDirectory members, Caller caller, TimeProvider clock) : Endpoint<BeginAttachment, AttachmentView>
{
    public override void Configure()
    {
        Post("/api/v1/attachments");
        Permissions(AttachmentPermissions.Write);
        this.Describes("beginAttachment", "Attachments", "Begin to upload a file that belongs to records", 201, KernelProblems.OwnerUnknown, KernelProblems.RecordUnknown, AttachmentProblems.TooLarge, AttachmentProblems.NoSpace);
        Summary(s => s.Description = "The bytes follow in parts by `PUT /api/v1/attachments/{id}/content`, within 24 hours. Until the last one is there, lists and timelines do not show it.");
    }

    public override async Task HandleAsync(BeginAttachment request, CancellationToken ct)
    {
        var (fields, now) = (request.Attachment, clock.GetUtcNow());
        await members.CheckOwnerAsync(fields.OwnerId, caller.AccountId, ct);
        await ties.CheckAsync(fields.Records, before: [], ct);
        await desk.ReserveAsync(fields.Size, ct);

        var attachment = new Attachment
        {
            FileName = fields.FileName,
            Size = fields.Size,
            ContentType = fields.ContentType?.ToLowerInvariant() ?? ContentTypes.Unknown,
            Records = fields.Records,
            OwnerId = fields.OwnerId ?? caller.AccountId,
        };
        attachment.Touch(caller.Actor, now);
        session.Insert(attachment);
        await outbox.ScheduleAsync(new ExpireUpload(attachment.Id), now + Attachment.UploadLives);
        await Send.CreatedAsync($"/api/v1/attachments/{attachment.Id}", AttachmentView.Of(attachment), ct);
    }
}
