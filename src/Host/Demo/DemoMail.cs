using System.Text.RegularExpressions;
using Crm.Kernel;
using MimeKit;

namespace Crm.Host.Demo;

/// <summary>Reads the development mail as its receiver would.</summary>
internal sealed partial class DemoMail(CrmSettings settings)
{
    private readonly string folder = Path.Combine(settings.Local, "mail");

    public async Task<string> TokenAsync(string signup, CancellationToken ct)
    {
        if (settings.Smtp is not null) throw new DemoFailedException("CRM_SMTP_URL is set, so the mail went out: open its link, or unset it and try again");
        for (var attempt = 0; attempt < 120; attempt++)
        {
            if (Find(signup) is { } token) return token;
            await Task.Delay(250, ct);
        }
        throw new DemoFailedException($"no mail about the signup arrived in {folder} within 30 seconds");
    }

    private string? Find(string signup) => !Directory.Exists(folder) ? null : new DirectoryInfo(folder).EnumerateFiles("*.eml")
        .OrderByDescending(file => file.LastWriteTimeUtc).Take(50)
        .Select(file => Link().Match(TextOf(file)))
        .FirstOrDefault(link => link.Success && link.Groups["signup"].Value == signup)?.Groups["token"].Value;

    /// <summary>Nothing, while the mail is still being written.</summary>
    private static string TextOf(FileInfo file)
    {
        try
        {
            using var mail = MimeMessage.Load(file.FullName);
            return mail.TextBody ?? "";
        }
        catch (Exception unfinished) when (unfinished is FormatException or IOException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"/verify\?signup=(?<signup>[0-9a-f-]{36})&token=(?<token>[A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
