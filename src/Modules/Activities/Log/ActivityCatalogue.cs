using Crm.Kernel.Lists;

namespace Crm.Activities.Log;

/// <summary>What logged activities can be filtered and sorted by.</summary>
internal static class ActivityCatalogue
{
    public static readonly Field Owner = Of("ownerId", FieldType.Account, "d.owner_id");
    public static readonly Field Type = Of("type", FieldType.Text, "d.type_key");
    public static readonly Field Records = Of("records", FieldType.TextList, "d.record_keys");
    public static readonly Field StartedAt = Of("startedAt", FieldType.Moment, "d.started_at") with { Sortable = true };
    public static readonly Field MemberKeys = Of("memberKeys", FieldType.TextList, "d.member_keys") with { Tells = ["members"] };

    // Where a role sees only some of what it is made of, it is made of that: slower, without an index.
    public static readonly Field Text = Of("text", FieldType.Text, "d.search_text") with
    {
        Folded = true,
        Tells = ["subject", "outcome", "body"],
        Rest = seen => $"lower(concat_ws(E'\n', {string.Join(", ", seen.Select(member => $"d.data ->> '{member}'").DefaultIfEmpty("''"))}))",
    };

    public static readonly FieldCatalogue Fields = new("-startedAt",
        Of("id", FieldType.Uuid, "d.id"),
        Owner, Type, Records, StartedAt, Text,
        Of("members", FieldType.AccountList, "d.member_keys::uuid[]"),
        Of("direction", FieldType.Text, "d.data ->> 'direction'"),
        Written("outcome"), Written("subject"), Written("body"),
        Of("durationSeconds", FieldType.Number, "(d.data ->> 'durationSeconds')::numeric"),
        Of("createdAt", FieldType.Moment, "d.created_at") with { Sortable = true },
        Of("createdBy", FieldType.Text, "d.data ->> 'createdBy'"),
        Of("updatedAt", FieldType.Moment, "d.updated_at") with { Sortable = true },
        Of("updatedBy", FieldType.Text, "d.data ->> 'updatedBy'"));

    private static Field Of(string name, FieldType type, string sql) => new(name, type, sql) { Record = "activity" };

    private static Field Written(string name) => Of(name, FieldType.Text, $"lower(d.data ->> '{name}')") with { Folded = true, Haystack = "d.search_text" };
}
