using Crm.Kernel.Lists;

namespace Crm.Activities.Attachments;

/// <summary>What attachments can be filtered and sorted by.</summary>
internal static class AttachmentCatalogue
{
    public static readonly Field Owner = Of("ownerId", FieldType.Account, "d.owner_id");
    public static readonly Field Records = Of("records", FieldType.TextList, "d.record_keys");
    public static readonly Field Ready = Of("status", FieldType.Boolean, "d.ready");

    public static readonly FieldCatalogue Fields = new("-createdAt",
        Of("id", FieldType.Uuid, "d.id"),
        Owner, Records,
        Of("createdAt", FieldType.Moment, "d.created_at") with { Sortable = true },
        Of("updatedAt", FieldType.Moment, "d.updated_at") with { Sortable = true });

    private static Field Of(string name, FieldType type, string sql) => new(name, type, sql) { Record = "attachment" };
}
