using Crm.Kernel.Lists;

namespace Crm.Activities.Notes;

/// <summary>What notes can be filtered and sorted by.</summary>
internal static class NoteCatalogue
{
    public static readonly Field Owner = Of("ownerId", FieldType.Account, "d.owner_id");
    public static readonly Field Pinned = Of("pinned", FieldType.Boolean, "d.pinned");
    public static readonly Field Records = Of("records", FieldType.TextList, "d.record_keys");
    public static readonly Field Text = Of("body", FieldType.Text, "d.search_text") with { Folded = true, Haystack = "d.search_text" };
    public static readonly Field MentionKeys = Of("mentionKeys", FieldType.TextList, "d.mention_keys") with { Tells = ["mentions"] };

    public static readonly FieldCatalogue Fields = new("-createdAt",
        Of("id", FieldType.Uuid, "d.id"),
        Owner, Pinned, Records, Text,
        Of("mentions", FieldType.AccountList, "d.mention_keys::uuid[]"),
        Of("createdAt", FieldType.Moment, "d.created_at") with { Sortable = true },
        Of("createdBy", FieldType.Text, "d.data ->> 'createdBy'"),
        Of("updatedAt", FieldType.Moment, "d.updated_at") with { Sortable = true },
        Of("updatedBy", FieldType.Text, "d.data ->> 'updatedBy'"));

    private static Field Of(string name, FieldType type, string sql) => new(name, type, sql) { Record = "note" };
}
