using Crm.Kernel.Lists;

namespace Crm.Contacts;

/// <summary>What contacts can be filtered and sorted by.</summary>
internal static class ContactCatalogue
{
    public static readonly Field Stage = new("stage", FieldType.Text, "d.stage");
    public static readonly Field Owner = new("ownerId", FieldType.Uuid, "d.owner_id");
    public static readonly Field Company = new("companyId", FieldType.Uuid, "d.company_id");
    public static readonly Field Tags = new("tags", FieldType.TextList, "d.tag_keys");
    public static readonly Field Text = new("text", FieldType.Text, "d.search_text");

    public static readonly FieldCatalogue All = new("-createdAt",
        Stage, Owner, Company, Tags, Text,
        new("createdAt", FieldType.Moment, "d.created_at") { Sortable = true },
        new("updatedAt", FieldType.Moment, "d.updated_at") { Sortable = true },
        new("fullName", FieldType.Text, "d.full_name_key") { Sortable = true },
        new("firstName", FieldType.Text, "d.first_name_key") { Sortable = true, Nullable = true },
        new("lastName", FieldType.Text, "d.last_name_key") { Sortable = true, Nullable = true });
}
