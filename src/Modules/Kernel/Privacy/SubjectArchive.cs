using System.IO.Compression;
using System.Text.Json;

namespace Crm.Kernel.Privacy;

/// <summary>The archive that tells somebody what is held of them. It is written as it is made, and never in memory as a whole.</summary>
public sealed class SubjectArchive(ZipArchive zip)
{
    /// <summary>A list of what may be long, as JSON.</summary>
    /// <param name="name">Like <c>notes.json</c>.</param>
    public async Task WriteAsync<T>(string name, IAsyncEnumerable<T> items, JsonSerializerOptions options, CancellationToken ct)
    {
        await using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        await JsonSerializer.SerializeAsync(entry, items, options, ct);
    }

    public async Task CopyAsync(string name, Stream content, CancellationToken ct)
    {
        await using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        await content.CopyToAsync(entry, ct);
    }
}
