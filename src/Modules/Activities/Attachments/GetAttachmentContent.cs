using Crm.Kernel;
using Crm.Kernel.Files;
using Crm.Kernel.Http;
using FastEndpoints;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Crm.Activities.Attachments;

/// <summary>Fetches the bytes of an attachment, or some of them.</summary>
internal sealed record GetAttachmentContent
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetAttachmentContentEndpoint(IDocumentSession session, FileStore files) : Endpoint<GetAttachmentContent>
{
    public override void Configure()
    {
        Get("/api/v1/attachments/{id}/content");
        Permissions(AttachmentPermissions.Read);
        this.DescribesFile("getAttachmentContent", "Attachments", "Download an attachment, or one range of its bytes", [ContentTypes.Unknown], AttachmentProblems.Unfinished, AttachmentProblems.NoSuchRange);
        Summary(s => s.Description = "With its own media type, never as a page or a script. A `Range` of one part is answered by 206; `If-Range` takes the entity tag.");
    }

    public override async Task HandleAsync(GetAttachmentContent r, CancellationToken ct)
    {
        var attachment = await session.LiveAsync<Attachment>(r.Id, ct);
        if (attachment is not { Ready: true, File: { } name }) throw AttachmentProblems.Unfinished.With();
        var (request, answer, tag) = (HttpContext.Request, HttpContext.Response, $"\"{attachment.Sha256![..32]}\"");
        if (ETags.IsKnown(request, tag))
        {
            (answer.Headers.ETag, answer.Headers.CacheControl) = (tag, "private, no-cache");
            await Send.NotModifiedAsync(ct);
            return;
        }
        var range = ByteRange.Of(request, tag, attachment.Size);
        if (range is { Length: 0 })
        {
            answer.Headers.ContentRange = $"bytes */{attachment.Size}";
            throw AttachmentProblems.NoSuchRange.With($"The file has {attachment.Size} bytes.");
        }
        var (from, length) = range is { } part ? (part.From, part.Length) : (0, attachment.Size);
        await using var file = await files.OpenAsync(name, from, ct) ?? throw new InvalidOperationException($"The file of the attachment {attachment.Id} is gone.");

        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(attachment.FileName);
        if (range is not null) (answer.StatusCode, answer.Headers.ContentRange) = (StatusCodes.Status206PartialContent, $"bytes {from}-{from + length - 1}/{attachment.Size}");
        (answer.Headers.ETag, answer.Headers.CacheControl, answer.Headers.AcceptRanges) = (tag, "private, no-cache", "bytes");
        HttpContext.MarkResponseStart();
        (answer.ContentType, answer.ContentLength, answer.Headers.ContentDisposition) = (attachment.ContentType, length, disposition.ToString());
        await CopyAsync(file.Content, answer.Body, length, ct);
    }

    private static async Task CopyAsync(Stream from, Stream to, long length, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        while (length > 0)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), ct);
            if (read == 0) throw new EndOfStreamException("The file is shorter than it was.");
            await to.WriteAsync(buffer.AsMemory(0, read), ct);
            length -= read;
        }
    }
}

/// <summary>The bytes that a request asks for.</summary>
/// <param name="Length">0 if the file has none of them.</param>
internal sealed record ByteRange(long From, long Length)
{
    /// <summary>Null if all are asked for: several ranges, and those of another version of the file, are answered by the whole, as RFC 9110 allows.</summary>
    public static ByteRange? Of(HttpRequest request, string tag, long size)
    {
        if (request.Headers.IfRange.Count > 0 && request.Headers.IfRange != tag) return null;
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var asked) || asked.Unit != "bytes" || asked.Ranges.Count != 1) return null;
        return asked.Ranges.First() switch
        {
            { From: { } from } when from >= size => new(0, 0),
            { From: { } from, To: var to } => new(from, Math.Min(to ?? size - 1, size - 1) - from + 1),
            { To: 0 } => new(0, 0),
            { To: { } last } => new(Math.Max(0, size - last), Math.Min(last, size)),
            _ => null,
        };
    }
}
