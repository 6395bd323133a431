using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Crm.Host.Configuration;

/// <summary>The development master key: made by the first node that needs it, read by all.</summary>
internal static class MasterKeyFile
{
    private const int FileExists = 17;

    public static string ReadOrMake(string folder)
    {
        var path = Path.Combine(folder, "master.key");
        Directory.CreateDirectory(folder);
        if (!File.Exists(path)) Make(path);
        return Values.Key(File.ReadAllText(path).Trim());
    }

    /// <summary>Written aside and then given its name, so that no other node ever reads half a key; the first one to name it wins.</summary>
    private static void Make(string path)
    {
        var draft = $"{path}.{Guid.CreateVersion7():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(draft, options)) file.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var error = Link(draft, path) == 0 ? 0 : Marshal.GetLastPInvokeError();
        File.Delete(draft);
        if (error is not (0 or FileExists)) throw new IOException($"{path} cannot be made", new Win32Exception(error));
    }

    /// <summary>link(2) looks and names in one act; <see cref="File.Move(string, string, bool)"/> looks first and renames then, so that the last of two would win.</summary>
    [DllImport("libc", EntryPoint = "link", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Link(string from, string to);
}
