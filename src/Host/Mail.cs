using Crm.Contracts.Mail; using Crm.Kernel;
namespace Crm.Host;
public static class MailRequestedHandler { public static void Handle(MailRequested m, Secrets s) => File.WriteAllText("/tmp/mail.txt", s.Open(MailSecret.Purpose, m.ProtectedText)); }
