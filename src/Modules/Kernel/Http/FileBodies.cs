using FastEndpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Http;

/// <summary>Endpoint metadata: the body of the request is a file.</summary>
public sealed record FileBody(IReadOnlyList<string> MediaTypes);

/// <summary>Endpoint metadata: the answer is a file with an entity tag.</summary>
public sealed record FileAnswer;

/// <summary>How a slice says that it takes or gives a file.</summary>
public static class FileBodies
{
    /// <summary>To be called in <c>Configure</c>, after <c>Describes</c>. Other types are refused after the permission is checked; the router's own way would tell strangers more.</summary>
    public static void TakesFile(this BaseEndpoint endpoint, params string[] mediaTypes) =>
        endpoint.Definition.Description(b => b.ClearDefaultAccepts().WithMetadata(new FileBody(mediaTypes)));

    /// <summary>The body, or null if it is longer than that.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadFileAsync(this HttpRequest request, int mostBytes, CancellationToken ct)
    {
        if (request.ContentLength > mostBytes) return null;
        var buffer = new byte[mostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > mostBytes ? null : buffer.AsMemory(0, length);
    }
}
