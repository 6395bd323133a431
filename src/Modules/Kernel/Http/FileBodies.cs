using FastEndpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Crm.Kernel.Http;

/// <summary>Endpoint metadata: the body of the request is a file.</summary>
public sealed record FileBody(IReadOnlyList<string> MediaTypes)
{
    /// <summary>Whether the slice itself refuses other types, once it has found what the path names.</summary>
    public bool SliceRefuses { get; init; }
}

/// <summary>Endpoint metadata: the answer is a file with an entity tag.</summary>
public sealed record FileAnswer;

/// <summary>How a slice says that it takes or gives a file.</summary>
public static class FileBodies
{
    /// <summary>To be called in <c>Configure</c>, after <c>Describes</c>. Other types are refused after the permission is checked; the router's own way would tell strangers more.</summary>
    public static void TakesFile(this BaseEndpoint endpoint, params string[] mediaTypes) =>
        endpoint.Definition.Description(b => b.ClearDefaultAccepts().WithMetadata(new FileBody(mediaTypes)));

    /// <summary>As <see cref="TakesFile"/>, for a file that belongs to what the path names: whoever may not know of it is told that first, by the slice, which then looks at the type.</summary>
    public static void TakesFileOnceFound(this BaseEndpoint endpoint, string mediaType) =>
        endpoint.Definition.Description(b => b.ClearDefaultAccepts().WithMetadata(new FileBody([mediaType]) { SliceRefuses = true }));

    /// <summary>The body, or null if it is longer than that.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadFileAsync(this HttpRequest request, int mostBytes, CancellationToken ct)
    {
        if (request.ContentLength > mostBytes) return null;
        var buffer = new byte[mostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > mostBytes ? null : buffer.AsMemory(0, length);
    }
}
