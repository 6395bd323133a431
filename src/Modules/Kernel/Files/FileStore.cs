using System.Text.RegularExpressions;

namespace Crm.Kernel.Files;

/// <summary>
/// Bytes that are too large for a database, in a folder that all nodes share. A file appears whole or not at all, and is never changed: what changes gets another name,
/// and a row of a database says which name counts.
/// </summary>
/// <param name="settings">Say where the folder is.</param>
public sealed partial class FileStore(CrmSettings settings)
{
    private const string Unfinished = ".unfinished";

    /// <param name="name">Like <c>accounts/0198…/3fa9…</c>: lower case, without dots at the front of a part.</param>
    public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken ct) => WriteAsync(name, file => file.WriteAsync(content, ct).AsTask());

    /// <summary>The same for a file that is too large to be held in memory as a whole.</summary>
    public async Task WriteAsync(string name, Func<Stream, Task> write)
    {
        var (path, draft) = (PathOf(name), Path.Combine(Directory.CreateDirectory(Path.Combine(settings.Files, Unfinished)).FullName, Guid.CreateVersion7().ToString("n")));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            await using (var file = new FileStream(draft, Options(FileMode.CreateNew, FileAccess.Write)))
            {
                await write(file);
                await file.FlushAsync();
                file.Flush(flushToDisk: true);
            }
            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>The file, or null if there is none of this name.</summary>
    public Stream? Open(string name)
    {
        try
        {
            return new FileStream(PathOf(name), Options(FileMode.Open, FileAccess.Read));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>What is gone already stays gone.</summary>
    public void Delete(string name)
    {
        if (PathOf(name) is var path && File.Exists(path)) File.Delete(path);
    }

    /// <summary>With all that stands in it.</summary>
    public void DeleteFolder(string folder)
    {
        if (PathOf(folder) is var path && Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    /// <summary>Names of what stands in a folder, and since when.</summary>
    public IReadOnlyList<(string Name, DateTimeOffset WrittenAt)> List(string folder) => PathOf(folder) is var path && Directory.Exists(path)
        ? [.. new DirectoryInfo(path).EnumerateFiles().Select(file => ($"{folder}/{file.Name}", new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)))]
        : [];

    private string PathOf(string name) =>
        Shape().IsMatch(name) ? Path.Combine(settings.Files, name) : throw new ArgumentException("Not a file's name.", nameof(name));

    private static FileStreamOptions Options(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous };
        if (mode is FileMode.CreateNew && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,99}(/[a-z0-9][a-z0-9._-]{0,99}){0,9}\z")]
    private static partial Regex Shape();
}
