using Crm.Kernel.Access;
using Crm.Kernel.Ties;

namespace Crm.Activities.Attachments;

/// <summary>An attachment as the API shows it.</summary>
[HidesFields("attachment", "id", "records", "status", "size", "received", "createdAt", "createdBy", "updatedAt", "updatedBy", "trashedAt")]
internal sealed record AttachmentView
{
    public required Guid Id { get; init; }
    public required string FileName { get; init; }

    /// <summary>Bytes of the whole file.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes that are there; where the next part begins.</summary>
    public required long Received { get; init; }

    /// <summary>What it is served as. It is found out from the bytes when they are all there; until then it is what was declared.</summary>
    public required string ContentType { get; init; }

    public required AttachmentStatus Status { get; init; }

    /// <summary>SHA-256 of the bytes in hex, once they are all there.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What it belongs to.</summary>
    public required IReadOnlyList<RecordRef> Records { get; init; }

    /// <summary>Account whose attachment it is.</summary>
    public Guid? OwnerId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who uploaded it: <c>account:…</c>, <c>system</c>…</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
    public required string UpdatedBy { get; init; }

    /// <summary>When it was moved to the trash, if it lies there.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    public static AttachmentView Of(Attachment attachment) => Of(attachment, null);

    /// <param name="upload">How far it has come, if it has not come to the end.</param>
    public static AttachmentView Of(Attachment attachment, AttachmentUpload? upload) => new()
    {
        Id = attachment.Id,
        FileName = attachment.FileName,
        Size = attachment.Size,
        Received = attachment.Ready ? attachment.Size : upload?.Received ?? 0,
        ContentType = attachment.ContentType,
        Status = attachment.Status,
        Sha256 = attachment.Sha256,
        Records = attachment.Records,
        OwnerId = attachment.OwnerId,
        CreatedAt = attachment.CreatedAt,
        CreatedBy = attachment.CreatedBy,
        UpdatedAt = attachment.UpdatedAt,
        UpdatedBy = attachment.UpdatedBy,
        TrashedAt = attachment.DeletedAt,
    };
}
