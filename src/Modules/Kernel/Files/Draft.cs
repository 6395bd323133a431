namespace Crm.Kernel.Files;

/// <summary>A file of this node alone that can be read and written anywhere, and is gone when it is closed.</summary>
internal static class Draft
{
    public static FileStream Open(CrmSettings settings)
    {
        var folder = Directory.CreateDirectory(Path.Combine(settings.Local, "drafts")).FullName;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(Path.Combine(folder, Guid.CreateVersion7().ToString("n")), options);
    }
}
