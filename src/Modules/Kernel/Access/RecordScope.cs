namespace Crm.Kernel.Access;

/// <summary>With which records a permission may be used. Records without an owner are within reach of <see cref="All"/> only.</summary>
public enum RecordScope
{
    /// <summary>Those that the caller owns.</summary>
    Own,

    /// <summary>Those that somebody in the caller's teams, or in a team below them, owns.</summary>
    Team,

    /// <summary>Every record of the company.</summary>
    All,
}
