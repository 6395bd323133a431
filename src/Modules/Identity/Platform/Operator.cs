using Crm.Identity.Accounts;

namespace Crm.Identity.Platform;

/// <summary>Somebody who runs the service: a row of <c>identity.operators</c>.</summary>
internal sealed record Operator
{
    public const string SecretPurpose = "identity.operator.totp";
    public static readonly TimeSpan SetupLife = TimeSpan.FromHours(24);

    public Guid Id { get; init; }
    public string Email { get; init; } = "";
    public string FullName { get; init; } = "";
    public string? PasswordHash { get; init; }
    public string? SealedTotp { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
    public long LastStep { get; init; }
    public DateTimeOffset? SetupExpiresAt { get; init; }
    public int SecurityVersion { get; init; }
    public DateTimeOffset? DisabledAt { get; init; }
    public int FailedLogins { get; init; }
    public DateTimeOffset? LastFailedAt { get; init; }
    public DateTimeOffset? LockedUntil { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    public bool MayEnter(DateTimeOffset now) => ConfirmedAt is not null && DisabledAt is null && !(LockedUntil > now);

    /// <summary>Waits as an account does after failures.</summary>
    public Operator Failed(DateTimeOffset now)
    {
        var after = new Account { FailedLogins = FailedLogins, LastFailedAt = LastFailedAt, LockedUntil = LockedUntil }.Failed(now);
        return this with { FailedLogins = after.FailedLogins, LastFailedAt = after.LastFailedAt, LockedUntil = after.LockedUntil };
    }
}
