namespace Crm.Contracts.Mail;

/// <summary>A mail is to go out. The text may hold a link with a token, so it travels encrypted.</summary>
/// <param name="EventId">Also the Message-ID, so that a repetition can be recognised.</param>
/// <param name="To">One address.</param>
/// <param name="Subject">Plain, without secrets.</param>
/// <param name="ProtectedText">Plain text body, sealed by the host's secrets.</param>
public sealed record MailRequested(Guid EventId, string To, string Subject, string ProtectedText);
