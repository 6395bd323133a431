namespace Crm.Identity.Profiles;

/// <summary>How the web application shows things to a member of this company.</summary>
internal sealed record Preferences
{
    public Theme Theme { get; init; }
    public DateFormat DateFormat { get; init; }
    public TimeFormat TimeFormat { get; init; }
    public FirstDayOfWeek FirstDayOfWeek { get; init; }

    /// <summary>BCP 47 tag of the language by whose habits numbers are written; without it, that of the profile.</summary>
    public string? NumberFormat { get; init; }

    public NotificationPreferences Notifications { get; init; } = new();
}

/// <summary>By what means a member wants to be told things.</summary>
internal sealed record NotificationPreferences
{
    public bool Email { get; init; } = true;
}

/// <summary><c>system</c> follows the device.</summary>
internal enum Theme { System, Light, Dark }

/// <summary><c>system</c> follows the locale; the others are 2026-03-01, 03/01/2026 and 01/03/2026.</summary>
internal enum DateFormat { System, YearFirst, MonthFirst, DayFirst }

/// <summary><c>system</c> follows the locale.</summary>
internal enum TimeFormat { System, Hours24, Hours12 }

/// <summary><c>system</c> follows the locale.</summary>
internal enum FirstDayOfWeek { System, Monday, Sunday, Saturday }
