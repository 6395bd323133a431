namespace Crm.Kernel.ChangeLog.Sealing;

/// <summary>Where a tenant's history stands: each is a chain of its own.</summary>
public enum LogSource
{
    /// <summary>The tenant's database: what became of its records.</summary>
    Records,

    /// <summary>The tenant's share of the control database: logins, members, roles, keys.</summary>
    Access,
}

/// <summary>One link of a chain: what some entries, and all links before, were when it was made.</summary>
public sealed record Seal
{
    public Guid Chain { get; init; }
    public long Number { get; init; }
    public long FirstId { get; init; }
    public long LastId { get; init; }
    public int Entries { get; init; }
    public byte[] Previous { get; init; } = [];
    public byte[] Hash { get; init; } = [];
    public DateTimeOffset SealedAt { get; init; }

    /// <summary>What the first link follows.</summary>
    public static byte[] Beginning { get; } = new byte[32];
}
