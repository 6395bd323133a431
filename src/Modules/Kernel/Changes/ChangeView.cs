namespace Crm.Kernel.Changes;

/// <summary>What became of a record.</summary>
public enum ChangeKind
{
    Created,
    Updated,
    Trashed,
    Restored,

    /// <summary>It became part of another record, and lies in the trash for that.</summary>
    Merged,

    /// <summary>It is gone for good, or out of the caller's reach.</summary>
    Removed,
}

/// <summary>One change of a record.</summary>
/// <param name="Object">The kind of record: <c>contact</c>.</param>
/// <param name="Id">The record.</param>
/// <param name="Revision">The record's revision after the change, as its entity tag has it; absent where it was removed.</param>
/// <param name="Fields">Members that changed, as far as the caller's role sees them; none where the record came or went.</param>
public sealed record ChangeView(string Object, Guid Id, ChangeKind Kind, int? Revision, DateTimeOffset ChangedAt, IReadOnlyList<string> Fields);

/// <summary>Changes in their order.</summary>
/// <param name="Next">To go on from here: at once if <c>hasMore</c>, later otherwise.</param>
/// <param name="HasMore">Whether more are waiting already.</param>
public sealed record ChangesView(IReadOnlyList<ChangeView> Data, string Next, bool HasMore);
