using Crm.Kernel.ChangeLog;
using Crm.Kernel.Merging;

namespace Crm.Contacts.Affiliations;

/// <summary>That contacts went from companies to the one that those became part of. With whom each was before is in the change log.</summary>
[NotLogged("The contacts' own entries tell of it.")]
internal sealed class CompanyMove
{
    /// <summary>The merge of the companies.</summary>
    public required Guid Id { get; init; }

    /// <summary>The company that remained.</summary>
    public required Guid To { get; init; }

    public required IReadOnlyList<ChangedByMerge> Contacts { get; init; }
}
