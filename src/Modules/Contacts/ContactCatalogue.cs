using Crm.Contacts.Consents;
using Crm.Kernel.Following;
using Crm.Kernel.Lists;
using Crm.Kernel.Segments;

namespace Crm.Contacts;

/// <summary>What contacts can be filtered and sorted by.</summary>
internal static class ContactCatalogue
{
    public static readonly Field Stage = Of("stage", FieldType.Text, "d.stage");
    public static readonly Field Owner = Of("ownerId", FieldType.Account, "d.owner_id");
    public static readonly Field Company = Of("companyId", FieldType.Uuid, "d.company_id") with { Tells = ["companyId", "companies"] };
    public static readonly Field Companies = Of("companies", FieldType.UuidList, "d.company_ids") with { Tells = ["companyId", "companies"] };
    public static readonly Field Consents = Of("consents", FieldType.TextList, "d.consent_keys") with { Folded = true, Permission = ConsentPermissions.Read };
    public static readonly Field Tags = Of("tags", FieldType.TextList, "d.tag_keys") with { Folded = true };

    // Where a role sees only some of what these two are made of, they are made of those: slower, without an index.
    public static readonly Field Text = Of("text", FieldType.Text, "d.search_text") with { Folded = true, Tells = [.. Parts.Keys], Rest = seen => $"concat_ws(E'\n', {All(seen)})" };

    public static readonly Field FullName = Of("fullName", FieldType.Text, "d.full_name_key") with
    {
        Folded = true,
        Sortable = true,
        Tells = ["firstName", "lastName", "emails", "phones"],
        Rest = seen => $"coalesce(nullif(concat_ws(' ', {All(seen.Where(part => part.EndsWith("Name", StringComparison.Ordinal)))}), ''), {All(seen.Where(part => part is "emails" or "phones"))}, '')",
    };

    public static readonly FieldCatalogue Fields = new("-createdAt",
        Of("id", FieldType.Uuid, "d.id"),
        Stage, Owner, Company, Companies, Consents, Tags, Text, FullName,
        Followers.FieldOf("contact"),
        SegmentFilter.Field,
        Of("createdAt", FieldType.Moment, "d.created_at") with { Sortable = true },
        Of("createdBy", FieldType.Text, "d.data ->> 'createdBy'"),
        Of("updatedAt", FieldType.Moment, "d.updated_at") with { Sortable = true },
        Of("updatedBy", FieldType.Text, "d.data ->> 'updatedBy'"),
        Named("firstName", "d.first_name_key") with { Sortable = true, Nullable = true },
        Named("lastName", "d.last_name_key") with { Sortable = true, Nullable = true },
        Named("jobTitle", "lower(d.data ->> 'jobTitle')"),
        Of("source", FieldType.Text, "lower(d.data ->> 'source')") with { Folded = true },
        Listed("emails", "emails", Emails), Listed("email", "emails", Emails),
        Listed("phones", "phones", Phones) with { Reading = PhoneDigits }, Listed("phone", "phones", Phones) with { Reading = PhoneDigits },
        Place("street"), Place("postalCode"), Place("city"), Place("region"), Place("country"))
    {
        Relations =
        [
            new("company", "company", "d.id", "d.company_id in ({0})") { Through = Company },
            new("companies", "company", "d.id", "d.company_ids && array({0})") { Through = Companies },
        ],
    };

    private const string Emails = "array(select lower(e ->> 'address') from jsonb_array_elements(d.data -> 'emails') as e)";
    private const string Phones = "array(select p ->> 'number' from jsonb_array_elements(d.data -> 'phones') as p)";

    private static IReadOnlyDictionary<string, string> Parts => new Dictionary<string, string>
    {
        ["firstName"] = "d.first_name_key",
        ["lastName"] = "d.last_name_key",
        ["jobTitle"] = "lower(d.data ->> 'jobTitle')",
        ["emails"] = "lower(jsonb_path_query_array(d.data, '$.emails[*].address')::text)",
        ["phones"] = "jsonb_path_query_array(d.data, '$.phones[*].number')::text",
    };

    private static Field Of(string name, FieldType type, string sql) => new(name, type, sql) { Record = "contact" };

    /// <summary>A text that the searched text holds as well.</summary>
    private static Field Named(string name, string sql) => Of(name, FieldType.Text, sql) with { Folded = true, Haystack = "d.search_text" };

    private static Field Listed(string name, string member, string sql) => Of(name, FieldType.TextList, sql) with { Folded = true, Haystack = "d.search_text", Tells = [member] };

    private static Field Place(string part) => Of($"address.{part}", FieldType.Text, $"lower(d.data -> 'address' ->> '{part}')") with { Folded = true, Tells = ["address"] };

    /// <summary>As much of a number as somebody wrote, without what people put between the digits.</summary>
    private static string? PhoneDigits(string text) => string.Concat(text.Where(c => char.IsAsciiDigit(c) || c is '+')) is { Length: > 0 } digits ? digits : null;

    private static string All(IEnumerable<string> members) => string.Join(", ", members.Select(member => Parts[member]).DefaultIfEmpty("null"));
}
