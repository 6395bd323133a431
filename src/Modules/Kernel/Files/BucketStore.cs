using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Crm.Kernel.Files;

/// <summary>Files in a bucket of a store that speaks S3. They are written to a draft of the node first, so that one appears whole or not at all, and is sent with its length and hash.</summary>
/// <param name="s3">The store's client.</param>
/// <param name="bucket">Where they lie there.</param>
/// <param name="settings">Say where drafts are.</param>
internal sealed class BucketStore(IAmazonS3 s3, string bucket, CrmSettings settings) : FileStore
{
    private const int DeletedAtOnce = 8;

    public static BucketStore Of(BucketSettings to, CrmSettings settings) => new(new AmazonS3Client(new BasicAWSCredentials(to.AccessKey, to.SecretKey), new AmazonS3Config
    {
        ServiceURL = to.Endpoint.AbsoluteUri,
        AuthenticationRegion = to.Region,
        ForcePathStyle = true,
        // Not every store knows the checksums that the client would add; the signature covers the bytes anyway.
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    }), to.Bucket, settings);

    public override async Task<long> WriteAsync(string name, Func<Stream, Task> write, CancellationToken ct)
    {
        var key = Checked(name);
        await using var draft = Draft.Open(settings);
        await write(draft);
        await draft.FlushAsync(ct);
        draft.Position = 0;
        await s3.PutObjectAsync(new() { BucketName = bucket, Key = key, InputStream = draft, AutoCloseStream = false, UseChunkEncoding = false, ContentType = "application/octet-stream" }, ct);
        return draft.Length;
    }

    public override async Task<StoredFile?> OpenAsync(string name, long from, CancellationToken ct)
    {
        var request = new GetObjectRequest { BucketName = bucket, Key = Checked(name) };
        if (from > 0) request.ByteRange = new(string.Create(CultureInfo.InvariantCulture, $"bytes={from}-"));
        try
        {
            var answer = await s3.GetObjectAsync(request, ct);
            return new(answer.ResponseStream, from > 0 ? from + answer.ContentLength : answer.ContentLength);
        }
        catch (AmazonS3Exception gone) when (gone.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (AmazonS3Exception end) when (end.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // Nothing is left to read from there, which is no failure.
            return await LengthAsync(name, ct) is { } length ? new(Stream.Null, length) : null;
        }
    }

    public override async Task<long?> LengthAsync(string name, CancellationToken ct)
    {
        try
        {
            return (await s3.GetObjectMetadataAsync(bucket, Checked(name), ct)).ContentLength;
        }
        catch (AmazonS3Exception gone) when (gone.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public override Task DeleteAsync(string name, CancellationToken ct) => s3.DeleteObjectAsync(bucket, Checked(name), ct);

    public override async Task DeleteFolderAsync(string folder, CancellationToken ct)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = DeletedAtOnce, CancellationToken = ct };
        var all = await EntriesAsync(folder, delimiter: null, ct);
        await Parallel.ForEachAsync(all, options, async (file, stop) => await s3.DeleteObjectAsync(bucket, file.Key, stop));
    }

    public override async Task<IReadOnlyList<(string Name, DateTimeOffset WrittenAt)>> ListAsync(string folder, CancellationToken ct) =>
        [.. (await EntriesAsync(folder, delimiter: "/", ct)).Select(file => (file.Key, new DateTimeOffset(file.LastModified!.Value.ToUniversalTime())))];

    private async Task<IReadOnlyList<S3Object>> EntriesAsync(string folder, string? delimiter, CancellationToken ct)
    {
        var (found, request) = (new List<S3Object>(), new ListObjectsV2Request { BucketName = bucket, Prefix = Checked(folder) + "/", Delimiter = delimiter });
        do
        {
            var page = await s3.ListObjectsV2Async(request, ct);
            found.AddRange(page.S3Objects ?? []);
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
        return found;
    }
}
