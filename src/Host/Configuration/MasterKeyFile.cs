using System.Security.Cryptography;

namespace Crm.Host.Configuration;

/// <summary>The development master key: made by the first node that needs it, read by all.</summary>
internal static class MasterKeyFile
{
    public static string ReadOrMake(string folder)
    {
        var path = Path.Combine(folder, "master.key");
        Directory.CreateDirectory(folder);
        if (!File.Exists(path)) Make(path);
        return Values.Key(File.ReadAllText(path).Trim());
    }

    /// <summary>Written aside and moved, so that no other node ever reads half a key; the first one to move wins.</summary>
    private static void Make(string path)
    {
        var draft = $"{path}.{Guid.CreateVersion7():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(draft, options)) file.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
