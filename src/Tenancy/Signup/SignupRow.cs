namespace Crm.Tenancy.Signup;

/// <summary>A row of <c>catalog.signups</c>: the saga's state, with a row per step beside it.</summary>
public sealed class SignupRow
{
    public const string Select = """
        select id, slug, organization, full_name, email, password_hash, time_zone, currency, token_hash, status, account_id, tenant_id, expires_at from catalog.signups
        """;

    public Guid Id { get; init; }
    public string Slug { get; init; } = "";
    public string Organization { get; init; } = "";
    public string FullName { get; init; } = "";
    public string Email { get; init; } = "";
    public string? PasswordHash { get; init; }
    public string TimeZone { get; init; } = "";
    public string Currency { get; init; } = "";
    public byte[] TokenHash { get; init; } = [];
    public string Status { get; init; } = "";
    public Guid? AccountId { get; init; }
    public Guid TenantId { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}
