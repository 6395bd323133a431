using Crm.Kernel.ChangeLog;

namespace Crm.Activities;

/// <summary>Whose timeline a record's entries belong to since it became part of another. Entries stay as they are: those that are told late are found as well, and nothing is lost when the merge is reversed.</summary>
[NotLogged("It repeats what happened to the record.")]
internal sealed class MergedRecord
{
    /// <summary>The record that lies in the trash.</summary>
    public required Guid Id { get; init; }

    /// <summary>The one that remained; empty once the merge was reversed.</summary>
    public required Guid Survivor { get; init; }

    public required DateTimeOffset At { get; init; }
}
