using Crm.Kernel;
using Crm.Kernel.Files;
using Marten;

namespace Crm.Activities.Attachments;

/// <summary>Time to delete what an attachment has in the file store and no longer needs: its parts, or all if it is gone.</summary>
public sealed record TidyAttachment(Guid AttachmentId);

/// <summary>May run twice: what is gone already stays gone.</summary>
public static class TidyAttachmentHandler
{
    public static async Task Handle(TidyAttachment message, IDocumentSession session, FileStore files, CancellationToken ct)
    {
        var folder = AttachmentDesk.FolderOf(session.TenantId, message.AttachmentId);
        await session.LockUploadAsync(message.AttachmentId, ct);
        var attachment = await session.LoadAsync<Attachment>(message.AttachmentId, ct);
        if (attachment is null) await files.DeleteFolderAsync(folder, ct);
        else if (attachment.Ready)
            foreach (var (name, _) in await files.ListAsync(folder, ct))
                if (name != attachment.File) await files.DeleteAsync(name, ct);
    }
}

/// <summary>Says that an upload has had its time.</summary>
public sealed record ExpireUpload(Guid AttachmentId);

public static class ExpireUploadHandler
{
    public static async Task<TidyAttachment?> Handle(ExpireUpload message, IDocumentSession session, CancellationToken ct)
    {
        await session.LockUploadAsync(message.AttachmentId, ct);
        if (await session.LoadAsync<Attachment>(message.AttachmentId, ct) is not { Ready: false } attachment) return null;
        session.Purge(attachment);
        session.Delete<AttachmentUpload>(attachment.Id);
        return new(attachment.Id);
    }
}

/// <summary>Says that an attachment has been in the trash long enough.</summary>
/// <param name="Version">The revision with which it went there: one that was taken out since stays.</param>
public sealed record PurgeAttachment(Guid AttachmentId, int Version);

public static class PurgeAttachmentHandler
{
    public static async Task<TidyAttachment?> Handle(PurgeAttachment message, IDocumentSession session, CancellationToken ct)
    {
        await session.LockUploadAsync(message.AttachmentId, ct);
        if (await session.LoadAsync<Attachment>(message.AttachmentId, ct) is not { Deleted: true } attachment || attachment.Version != message.Version) return null;
        session.Purge(attachment);
        session.Delete<AttachmentUpload>(attachment.Id);
        return new(attachment.Id);
    }
}
