namespace Crm.Kernel.Files;

/// <summary>Files in a folder that all nodes share: written aside, flushed and renamed.</summary>
/// <param name="settings">Say where the folder is.</param>
internal sealed class FolderStore(CrmSettings settings) : FileStore
{
    private const string Unfinished = ".unfinished";

    public override async Task<long> WriteAsync(string name, Func<Stream, Task> write, CancellationToken ct)
    {
        var (path, draft) = (PathOf(name), Path.Combine(Directory.CreateDirectory(Path.Combine(settings.Files, Unfinished)).FullName, Guid.CreateVersion7().ToString("n")));
        try
        {
            var length = 0L;
            await using (var file = new FileStream(draft, Options(FileMode.CreateNew, FileAccess.Write)))
            {
                await write(file);
                await file.FlushAsync(ct);
                file.Flush(flushToDisk: true);
                length = file.Length;
            }
            Place(draft, path);
            return length;
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    public override Task<StoredFile?> OpenAsync(string name, long from, CancellationToken ct)
    {
        try
        {
            var file = new FileStream(PathOf(name), Options(FileMode.Open, FileAccess.Read)) { Position = from };
            return Task.FromResult<StoredFile?>(new(file, file.Length));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<StoredFile?>(null);
        }
    }

    public override Task<long?> LengthAsync(string name, CancellationToken ct) =>
        Task.FromResult<long?>(new FileInfo(PathOf(name)) is { Exists: true } file ? file.Length : null);

    public override Task DeleteAsync(string name, CancellationToken ct)
    {
        if (PathOf(name) is var path && File.Exists(path)) File.Delete(path);
        return Task.CompletedTask;
    }

    public override Task DeleteFolderAsync(string folder, CancellationToken ct)
    {
        if (PathOf(folder) is var path && Directory.Exists(path)) Directory.Delete(path, recursive: true);
        return Task.CompletedTask;
    }

    public override Task<IReadOnlyList<(string Name, DateTimeOffset WrittenAt)>> ListAsync(string folder, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<(string, DateTimeOffset)>>(PathOf(folder) is var path && Directory.Exists(path)
            ? [.. new DirectoryInfo(path).EnumerateFiles().Select(file => ($"{folder}/{file.Name}", new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)))]
            : []);

    private static void Place(string draft, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(draft, path, overwrite: true);
    }

    private string PathOf(string name) => Path.Combine(settings.Files, Checked(name));

    private static FileStreamOptions Options(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous };
        if (mode is FileMode.CreateNew && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
