using System.Text.Json.Serialization;
using Crm.Activities.Removing;
using Crm.Activities.Timelines;
using Crm.Kernel.Access;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Ties;

namespace Crm.Activities.Attachments;

/// <summary>A file that somebody put with records. Its bytes lie in the file store; it is changed when they are all there, and not with each part of them.</summary>
[Records("attachments")]
internal sealed class Attachment : OwnedResource, ITied
{
    /// <summary>How long an upload may take.</summary>
    public static readonly TimeSpan UploadLives = TimeSpan.FromHours(24);

    /// <summary>How long it can be taken out of the trash.</summary>
    public static readonly TimeSpan TrashLives = TimeSpan.FromDays(30);

    public string FileName { get; set; } = "";

    /// <summary>Bytes.</summary>
    public long Size { get; set; }

    /// <summary>What it is served as: declared until all bytes are there, and then what they show.</summary>
    public string ContentType { get; set; } = ContentTypes.Unknown;

    public IReadOnlyList<RecordRef> Records { get; set; } = [];
    public AttachmentStatus Status { get; set; }

    /// <summary>SHA-256 of the bytes, in hex.</summary>
    public string? Sha256 { get; set; }

    /// <summary>Its name in the file store.</summary>
    public string? File { get; set; }

    [JsonIgnore]
    public bool Ready => Status is AttachmentStatus.Ready;

    [JsonIgnore]
    public string[] RecordKeys => [.. Records.Select(r => r.Key())];

    /// <summary>What stands in the records' timelines because of it.</summary>
    [JsonIgnore]
    public IEnumerable<TimelineEntry> Told => Ready ? Records.Select(r => TimelineEntry.About(this, "attachments", r, "attachment.added", CreatedAt, CreatedBy)) : [];

    public void Finish(string file, string sha256, string contentType) => (Status, File, Sha256, ContentType) = (AttachmentStatus.Ready, file, sha256, contentType);
}

/// <summary>Whether all bytes are there.</summary>
internal enum AttachmentStatus
{
    Uploading,
    Ready,
}

/// <summary>How far the upload of an attachment has come; gone when it is finished.</summary>
[NotLogged("It is gone when the attachment is there, which is logged.")]
internal sealed class AttachmentUpload
{
    public required Guid Id { get; init; }

    /// <summary>In the order of the file, without gaps.</summary>
    public IReadOnlyList<UploadedPart> Parts { get; set; } = [];

    [JsonIgnore]
    public long Received => Parts is [.., var last] ? last.Offset + last.Length : 0;
}

/// <summary>A part of a file that is being uploaded.</summary>
/// <param name="File">Its name in the file store.</param>
internal sealed record UploadedPart(long Offset, int Length, string Sha256, string File);
