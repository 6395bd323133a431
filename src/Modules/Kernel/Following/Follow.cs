using System.Security.Cryptography;

namespace Crm.Kernel.Following;

/// <summary>That somebody follows a record: wants to hear of it. Its id follows from both, so that nobody follows one twice.</summary>
public sealed class Follow
{
    public required Guid Id { get; init; }
    public required Guid RecordId { get; init; }

    /// <summary>The kind of record: <c>contact</c>.</summary>
    public required string Object { get; init; }

    public required Guid AccountId { get; init; }
    public required DateTimeOffset Since { get; init; }

    /// <summary>The merge by which it came about, and with whose reversal it goes.</summary>
    public Guid? MergeId { get; init; }

    public static Guid IdOf(Guid record, Guid account) => new(SHA256.HashData([.. record.ToByteArray(), .. account.ToByteArray()])[..16]);
}

/// <summary>Somebody who follows a record.</summary>
/// <param name="Since">Since when.</param>
public sealed record FollowerView(Guid AccountId, DateTimeOffset Since);
