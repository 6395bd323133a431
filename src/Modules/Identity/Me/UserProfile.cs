using JasperFx.Metadata;

namespace Crm.Identity.Me;

/// <summary>A member as the tenant knows them. Its id is the account's.</summary>
internal sealed class UserProfile : IRevisioned
{
    public const string DefaultLocale = "en";

    public Guid Id { get; init; }
    public required string Email { get; set; }
    public required string FullName { get; set; }
    public required string TimeZone { get; set; }
    public string Locale { get; set; } = DefaultLocale;
    public int Version { get; set; }
}
