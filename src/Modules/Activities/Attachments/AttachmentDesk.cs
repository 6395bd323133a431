using System.Security.Cryptography;
using Crm.Kernel;
using Crm.Kernel.Files;
using Marten;

namespace Crm.Activities.Attachments;

/// <summary>Takes the parts of files in and joins them. Parts of one attachment come one after the other, whoever sends them.</summary>
internal sealed class AttachmentDesk(IDocumentSession session, FileStore files, CrmSettings settings, Outbox outbox)
{
    /// <summary>Ends the request if there is no space for so many bytes; else they are free until its transaction ends.</summary>
    public async Task ReserveAsync(long size, CancellationToken ct)
    {
        if (size > settings.FileBytes) throw AttachmentProblems.TooLarge.With($"A file has at most {settings.FileBytes} bytes.", "/size");
        await session.LockAsync("activities.attachments", ct);
        var used = (await session.AdvancedSql.QueryAsync<long>($"select coalesce(sum(d.size), 0)::bigint from {session.DocumentStore.Options.Schema.For<Attachment>()} as d", ct))[0];
        if (used + size > settings.TenantFileBytes) throw AttachmentProblems.NoSpace.With($"{Math.Max(0, settings.TenantFileBytes - used)} of {settings.TenantFileBytes} bytes are left.");
    }

    /// <summary>Keeps a part, unless it is there already, and finishes the attachment with the last.</summary>
    /// <param name="attachment">Read after its upload was locked.</param>
    public async Task<AttachmentUpload> TakeAsync(Attachment attachment, long offset, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var upload = await session.LoadAsync<AttachmentUpload>(attachment.Id, ct) ?? new() { Id = attachment.Id };
        if (offset > attachment.Size - bytes.Length) throw AttachmentProblems.PastEnd.With($"The file has {attachment.Size} bytes.");
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        if (attachment.Ready ? await HasAsync(attachment, offset, bytes, ct) : upload.Parts.Any(p => (p.Offset, p.Length, p.Sha256) == (offset, bytes.Length, hash))) return upload;
        var next = attachment.Ready ? attachment.Size : upload.Received;
        if (offset != next) throw AttachmentProblems.WrongOffset.With($"The next byte is {next}.");

        var name = $"{FolderOf(session.TenantId, attachment.Id)}/part-{Guid.CreateVersion7():n}";
        await files.WriteAsync(name, bytes, ct);
        upload.Parts = [.. upload.Parts, new(offset, bytes.Length, hash, name)];
        session.Store(upload);
        return upload;
    }

    /// <summary>Makes one file of all parts.</summary>
    public async Task FinishAsync(Attachment attachment, AttachmentUpload upload, CancellationToken ct)
    {
        var name = $"{FolderOf(session.TenantId, attachment.Id)}/content-{Guid.CreateVersion7():n}";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (start, buffer) = (new List<byte>(ContentTypes.Looked), new byte[128 * 1024]);
        await files.WriteAsync(name, async target =>
        {
            foreach (var part in upload.Parts)
            {
                await using var file = await files.OpenAsync(part.File, ct) ?? throw new InvalidOperationException($"A part of the attachment {attachment.Id} is gone.");
                while (await file.Content.ReadAsync(buffer, ct) is var read and > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    if (start.Count < ContentTypes.Looked) start.AddRange(buffer.AsSpan(0, Math.Min(read, ContentTypes.Looked - start.Count)));
                    await target.WriteAsync(buffer.AsMemory(0, read), ct);
                }
            }
        }, ct);
        attachment.Finish(name, Convert.ToHexStringLower(hash.GetHashAndReset()), ContentTypes.Of([.. start], attachment.ContentType));
        session.Delete<AttachmentUpload>(attachment.Id);
        await outbox.PublishAsync(new TidyAttachment(attachment.Id));
    }

    public static string FolderOf(string tenant, Guid attachment) => $"attachments/{tenant}/{attachment:n}";

    private async Task<bool> HasAsync(Attachment attachment, long offset, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await using var file = await files.OpenAsync(attachment.File!, offset, ct) ?? throw new InvalidOperationException($"The file of the attachment {attachment.Id} is gone.");
        var there = new byte[bytes.Length];
        await file.Content.ReadExactlyAsync(there, ct);
        return bytes.Span.SequenceEqual(there);
    }
}

/// <summary>Turns: whoever asks for the same lock waits until this transaction ends.</summary>
internal static class Turns
{
    public static async Task LockAsync(this IDocumentSession session, string name, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        await session.AdvancedSql.QueryAsync<string>("select pg_advisory_xact_lock(hashtextextended(?, 0))::text", ct, name);
    }

    public static Task LockUploadAsync(this IDocumentSession session, Guid attachment, CancellationToken ct) => session.LockAsync($"activities.attachments:{attachment}", ct);
}
