using System.Text.RegularExpressions;
using Shouldly;

namespace Crm.Tests.Support;

/// <summary>The mail files of the development host.</summary>
public sealed partial class Mailbox(string local)
{
    private string Folder => Path.Combine(local, "mail");

    /// <summary>The newest mail to the address whose text contains the words, waited for.</summary>
    public async Task<string> NewestAsync(string address, string containing, int seconds = 30)
    {
        for (var attempt = 0; attempt < seconds * 10; attempt++)
        {
            if (Directory.Exists(Folder))
                foreach (var file in Directory.EnumerateFiles(Folder, $"*{address}*.eml").OrderDescending())
                    if (await File.ReadAllTextAsync(file) is var text && text.Contains(containing)) return text;
            await Task.Delay(100);
        }
        throw new ShouldAssertException($"No mail to {address} containing \"{containing}\" arrived in {Folder}.");
    }

    public async Task<string> TokenAsync(string address, string path, int seconds = 30) => Token().Match(await NewestAsync(address, path, seconds)).Groups[1].Value;

    [GeneratedRegex("token=([A-Za-z0-9_-]+)")]
    private static partial Regex Token();
}
