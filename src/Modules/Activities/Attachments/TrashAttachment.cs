using Crm.Activities.Timelines;
using Crm.Kernel;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Activities.Attachments;

/// <summary>Moves an attachment to the trash.</summary>
internal sealed record TrashAttachment
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class TrashAttachmentEndpoint(IDocumentSession session, Outbox outbox, TimeProvider clock) : Endpoint<TrashAttachment>
{
    public override void Configure()
    {
        Delete("/api/v1/attachments/{id}");
        Permissions(AttachmentPermissions.Write);
        this.Describes("trashAttachment", "Attachments", "Move an attachment to the trash for thirty days, and out of timelines", 204, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(TrashAttachment request, CancellationToken ct)
    {
        var attachment = await session.LiveAsync<Attachment>(request.Id, ct);
        await HttpContext.HonourIfMatchAsync(session, attachment, ct);
        session.Tell(attachment.Told, after: []);
        await outbox.ScheduleAsync(new PurgeAttachment(attachment.Id, attachment.Version + 1), clock.GetUtcNow() + Attachment.TrashLives);
        session.Discard(attachment);
        await Send.NoContentAsync(ct);
    }
}
