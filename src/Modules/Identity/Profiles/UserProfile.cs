using Crm.Kernel;

namespace Crm.Identity.Profiles;

/// <summary>A member as the tenant knows them. Its id is the account's.</summary>
internal sealed class UserProfile : Resource
{
    public required string Email { get; set; }
    public required string FullName { get; set; }
    public required string TimeZone { get; set; }
    public required string Locale { get; set; }
    public string? JobTitle { get; set; }
    public string? Phone { get; set; }
    public string? Signature { get; set; }
    public Preferences Preferences { get; set; } = new();

    /// <summary>The profile a member starts with.</summary>
    public static UserProfile Of(Guid account, string email, string fullName, string? timeZone, string? locale, DateTimeOffset now)
    {
        var profile = new UserProfile { Email = email, FullName = fullName, TimeZone = timeZone ?? "UTC", Locale = locale ?? "en" };
        profile.Touch($"account:{account}", now);
        profile.Id = account;
        return profile;
    }
}
