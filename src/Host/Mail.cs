using Crm.Contracts.Mail;
using Crm.Kernel;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Crm.Host;

/// <summary>Sends mail by SMTP, or, without a mail server, leaves it as a file in <c>{Local}/mail</c>. The message's id is the mail's, so that a repetition is recognised.</summary>
public static class MailRequestedHandler
{
    public static Task Handle(MailRequested mail, Mails mails, CrmSettings settings, TimeProvider clock, CancellationToken ct)
    {
        var message = Compose(mail, mails.TextOf(mail), settings, clock.GetUtcNow());
        return settings.Smtp is { } server ? SendAsync(message, server, ct) : MailFolder.KeepAsync(message, mail, settings.Local, ct);
    }

    private static MimeMessage Compose(MailRequested mail, string text, CrmSettings settings, DateTimeOffset now)
    {
        var message = new MimeMessage
        {
            MessageId = $"{mail.EventId:n}@{settings.WebUrl.Host}",
            Date = now,
            Subject = mail.Subject,
            // As it is: quoted-printable would break links over lines.
            Body = new TextPart("plain") { Text = text, ContentTransferEncoding = ContentEncoding.EightBit },
        };
        message.From.Add(MailboxAddress.Parse(settings.MailFrom));
        message.To.Add(new MailboxAddress("", mail.To));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    private static async Task SendAsync(MimeMessage message, Uri server, CancellationToken ct)
    {
        using var client = new SmtpClient();
        var security = server.Scheme == "smtps" ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTlsWhenAvailable;
        await client.ConnectAsync(server.Host, server.IsDefaultPort || server.Port < 0 ? server.Scheme == "smtps" ? 465 : 587 : server.Port, security, ct);
        if (server.UserInfo.Split(':', 2) is [{ Length: > 0 } user, var password])
            await client.AuthenticateAsync(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password), ct);
        await client.SendAsync(message, ct);
        await client.DisconnectAsync(quit: true, ct);
    }
}

/// <summary>Mail as files whose names sort by time and tell address and subject.</summary>
internal static class MailFolder
{
    private static readonly FormatOptions Format = new() { NewLineFormat = NewLineFormat.Unix };

    public static async Task KeepAsync(MimeMessage message, MailRequested mail, string local, CancellationToken ct)
    {
        var folder = Directory.CreateDirectory(Path.Combine(local, "mail")).FullName;
        var mark = mail.EventId.ToString("n")[^12..];
        if (Directory.EnumerateFiles(folder, $"*-{mark}.eml").Any()) return;

        var name = $"{message.Date.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{Plain(mail.To, "@.+_-", 120)}-{Plain(mail.Subject, "-", 60)}-{mark}.eml";
        var unfinished = Path.Combine(folder, $".{name}.part");
        await using (var file = File.Create(unfinished)) await message.WriteToAsync(Format, file, ct);
        File.Move(unfinished, Path.Combine(folder, name), overwrite: true);
    }

    private static string Plain(string text, string allowed, int longest)
    {
        var kept = string.Concat(text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || allowed.Contains(c) ? c : '-')).Trim('-', '.');
        return kept.Length > longest ? kept[..longest].Trim('-', '.') : kept;
    }
}
