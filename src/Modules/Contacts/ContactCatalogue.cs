using Crm.Kernel.Lists;

namespace Crm.Contacts;

/// <summary>What contacts can be filtered and sorted by.</summary>
internal static class ContactCatalogue
{
    public static readonly Field Stage = Of("stage", FieldType.Text, "d.stage");
    public static readonly Field Owner = Of("ownerId", FieldType.Uuid, "d.owner_id");
    public static readonly Field Company = Of("companyId", FieldType.Uuid, "d.company_id");
    public static readonly Field Tags = Of("tags", FieldType.TextList, "d.tag_keys");

    // Where a role sees only some of what these two are made of, they are made of those: slower, without an index.
    public static readonly Field Text = Of("text", FieldType.Text, "d.search_text") with { Tells = [.. Parts.Keys], Rest = seen => $"concat_ws(E'\n', {All(seen)})" };

    public static readonly Field FullName = Of("fullName", FieldType.Text, "d.full_name_key") with
    {
        Sortable = true,
        Tells = ["firstName", "lastName", "emails", "phones"],
        Rest = seen => $"coalesce(nullif(concat_ws(' ', {All(seen.Where(part => part.EndsWith("Name", StringComparison.Ordinal)))}), ''), {All(seen.Where(part => part is "emails" or "phones"))}, '')",
    };

    public static readonly FieldCatalogue Fields = new("-createdAt",
        Stage, Owner, Company, Tags, Text, FullName,
        Of("createdAt", FieldType.Moment, "d.created_at") with { Sortable = true },
        Of("updatedAt", FieldType.Moment, "d.updated_at") with { Sortable = true },
        Of("firstName", FieldType.Text, "d.first_name_key") with { Sortable = true, Nullable = true },
        Of("lastName", FieldType.Text, "d.last_name_key") with { Sortable = true, Nullable = true });

    private static IReadOnlyDictionary<string, string> Parts => new Dictionary<string, string>
    {
        ["firstName"] = "d.first_name_key",
        ["lastName"] = "d.last_name_key",
        ["jobTitle"] = "lower(d.data ->> 'jobTitle')",
        ["emails"] = "lower(jsonb_path_query_array(d.data, '$.emails[*].address')::text)",
        ["phones"] = "jsonb_path_query_array(d.data, '$.phones[*].number')::text",
    };

    private static Field Of(string name, FieldType type, string sql) => new(name, type, sql) { Record = "contact" };

    private static string All(IEnumerable<string> members) => string.Join(", ", members.Select(member => Parts[member]).DefaultIfEmpty("null"));
}
