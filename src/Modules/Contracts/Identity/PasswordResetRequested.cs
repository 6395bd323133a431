namespace Crm.Contracts.Identity;

/// <summary>Somebody asked for a link to set a new password; whether there is such an account is found out later, so that asking tells nothing.</summary>
public sealed record PasswordResetRequested(Guid EventId, string Email);
