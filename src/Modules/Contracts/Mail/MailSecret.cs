namespace Crm.Contracts.Mail;

/// <summary>How the text of a <see cref="MailRequested"/> is sealed.</summary>
public static class MailSecret
{
    public const string Purpose = "mail.text";
}
