using System.Text.RegularExpressions;

namespace Crm.Kernel.Files;

/// <summary>
/// Bytes that are too large for a database, where all nodes reach them. A file appears whole or not at all, and is never changed: what changes gets another name,
/// and a row of a database says which name counts. The name of what belongs to a company contains the company's id.
/// </summary>
public abstract partial class FileStore
{
    /// <param name="name">Like <c>accounts/0198…/3fa9…</c>: lower case, without dots at the front of a part.</param>
    public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken ct) => WriteAsync(name, file => file.WriteAsync(content, ct).AsTask(), ct);

    /// <summary>The same for a file that is too large to be held in memory as a whole. What throws while it writes leaves no file.</summary>
    /// <param name="write">Is given a stream that knows its length.</param>
    /// <returns>How many bytes it has.</returns>
    public abstract Task<long> WriteAsync(string name, Func<Stream, Task> write, CancellationToken ct);

    /// <summary>The file from a byte on, or null if there is none of this name. It is read once, from there to the end.</summary>
    /// <param name="from">At most the file's length.</param>
    public abstract Task<StoredFile?> OpenAsync(string name, long from, CancellationToken ct);

    public Task<StoredFile?> OpenAsync(string name, CancellationToken ct) => OpenAsync(name, 0, ct);

    /// <summary>How many bytes a file has, or null if there is none of this name.</summary>
    public abstract Task<long?> LengthAsync(string name, CancellationToken ct);

    /// <summary>What is gone already stays gone.</summary>
    public abstract Task DeleteAsync(string name, CancellationToken ct);

    /// <summary>With all that stands in it.</summary>
    public abstract Task DeleteFolderAsync(string folder, CancellationToken ct);

    /// <summary>Names of what stands in a folder, and since when.</summary>
    public abstract Task<IReadOnlyList<(string Name, DateTimeOffset WrittenAt)>> ListAsync(string folder, CancellationToken ct);

    /// <summary>The name, if it is one: it leads nowhere but into the store.</summary>
    protected static string Checked(string name) => Shape().IsMatch(name) ? name : throw new ArgumentException("Not a file's name.", nameof(name));

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,99}(/[a-z0-9][a-z0-9._-]{0,99}){0,9}\z")]
    private static partial Regex Shape();
}

/// <summary>A file that is being read.</summary>
/// <param name="Content">From the byte that was asked for; it may be unable to seek.</param>
/// <param name="Length">Bytes of the whole file.</param>
public sealed record StoredFile(Stream Content, long Length) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
