namespace Crm.Identity.Accounts;

/// <summary>A person who can sign in, whatever the number of companies.</summary>
internal sealed record Account
{
    private const int FreeFailures = 4;
    private static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan FailuresForgotten = TimeSpan.FromHours(12);

    public Guid Id { get; init; }
    public string Email { get; init; } = "";
    public string EmailAsTyped { get; init; } = "";
    public string FullName { get; init; } = "";
    public string? PasswordHash { get; init; }
    public string? TimeZone { get; init; }
    public string? Locale { get; init; }
    public DateTimeOffset? VerifiedAt { get; init; }
    public Guid? LastTenantId { get; init; }
    public int FailedLogins { get; init; }
    public DateTimeOffset? LastFailedAt { get; init; }
    public DateTimeOffset? LockedUntil { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    public static string Normalise(string email) => email.Trim().ToLowerInvariant();

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    /// <summary>From the fifth failure on, a wait that doubles from one second to fifteen minutes. Attempts while locked change nothing: nobody is locked out for good.</summary>
    public Account Failed(DateTimeOffset now)
    {
        if (IsLocked(now)) return this;
        var failures = LastFailedAt < now - FailuresForgotten ? 1 : FailedLogins + 1;
        var wait = failures > FreeFailures ? TimeSpan.FromSeconds(Math.Pow(2, Math.Min(failures - FreeFailures - 1, 20))) : TimeSpan.Zero;
        return this with
        {
            FailedLogins = failures,
            LastFailedAt = now,
            LockedUntil = wait == TimeSpan.Zero ? null : now + (wait < LongestLock ? wait : LongestLock),
        };
    }
}
