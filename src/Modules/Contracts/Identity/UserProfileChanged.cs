namespace Crm.Contracts.Identity;

/// <summary>A member of the tenant changed their profile.</summary>
/// <param name="EventId">To recognise a repetition.</param>
/// <param name="AccountId">The member's account, which is also the profile's id.</param>
/// <param name="FullName">As it is now.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="Locale">BCP 47 language tag.</param>
/// <param name="At">When.</param>
public sealed record UserProfileChanged(Guid EventId, Guid AccountId, string FullName, string TimeZone, string Locale, DateTimeOffset At);
