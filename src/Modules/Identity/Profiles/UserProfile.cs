using Crm.Kernel;

namespace Crm.Identity.Profiles;

/// <summary>A member as the tenant knows them. Its id is the account's.</summary>
internal sealed class UserProfile : Resource
{
    public const string DefaultLocale = "en";

    public required string Email { get; set; }
    public required string FullName { get; set; }
    public required string TimeZone { get; set; }
    public string Locale { get; set; } = DefaultLocale;
}
