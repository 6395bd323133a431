using Crm.Kernel.ChangeLog;
using Crm.Kernel.Merging;

namespace Crm.Contacts.Merging;

/// <summary>That contacts became one.</summary>
[NotLogged("The contacts' own entries tell of it.")]
internal sealed class ContactMerge : RecordMerge
{
    public static readonly MergeShape Shape = new(new Dictionary<string, string> { ["emails"] = "address", ["phones"] = "number", ["companies"] = "companyId", ["tags"] = "", ["consents"] = "purpose" }, "fullName", "companyId");

    /// <summary>Who remained.</summary>
    public required Guid ContactId { get; init; }
}
