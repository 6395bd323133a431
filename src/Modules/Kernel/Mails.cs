using Crm.Contracts.Mail;

namespace Crm.Kernel;

/// <summary>Composes mail as a message to be published; its text travels sealed, because it may hold a link with a token.</summary>
public sealed class Mails(Secrets secrets)
{
    /// <param name="to">One address.</param>
    /// <param name="subject">Plain, without secrets.</param>
    /// <param name="text">Plain text; a link on a line of its own.</param>
    public MailRequested Compose(string to, string subject, string text) => new(Guid.CreateVersion7(), to, subject, secrets.Seal(MailSecret.Purpose, text));

    public string TextOf(MailRequested mail) => secrets.Open(MailSecret.Purpose, mail.ProtectedText);
}
