using Crm.Kernel.Following;
using Crm.Kernel.Lists;
using Crm.Kernel.Segments;
using Crm.Kernel.Values;

namespace Crm.Companies;

/// <summary>What companies can be filtered and sorted by.</summary>
internal static class CompanyCatalogue
{
    public static readonly Field Owner = Of("ownerId", FieldType.Account, "d.owner_id");
    public static readonly Field Parent = Of("parentId", FieldType.Uuid, "d.parent_id");
    public static readonly Field Industry = Of("industry", FieldType.Text, "d.industry_key") with { Folded = true };
    public static readonly Field Domains = Of("domains", FieldType.TextList, "d.domains") with { Folded = true, Reading = DomainOf };
    public static readonly Field Tags = Of("tags", FieldType.TextList, "d.tag_keys") with { Folded = true };

    // Where a role sees only some of what it is made of, it is made of that: slower, without an index.
    public static readonly Field Text = Of("text", FieldType.Text, "d.search_text") with
    {
        Folded = true,
        Tells = [.. Parts.Keys],
        Rest = seen => $"concat_ws(E'\n', {string.Join(", ", seen.Select(member => Parts[member]).Prepend("d.name_key"))})",
    };

    public static readonly FieldCatalogue Fields = new("-createdAt",
        Of("id", FieldType.Uuid, "d.id"),
        Of("name", FieldType.Text, "d.name_key") with { Folded = true, Sortable = true, Haystack = "d.search_text" },
        Owner, Parent, Industry, Domains, Tags, Text,
        Domains with { Name = "domain", Tells = ["domains"] },
        Written("description"), Written("websiteUrl"), Written("linkedinUrl"), Written("source"),
        Of("phones", FieldType.TextList, Phones) with { Haystack = "d.search_text", Reading = DigitsOf },
        Of("phone", FieldType.TextList, Phones) with { Haystack = "d.search_text", Reading = DigitsOf, Tells = ["phones"] },
        Of("numberOfEmployees", FieldType.Number, "d.employees_key") with { Sortable = true, Nullable = true },
        Of("annualRevenue.amount", FieldType.Number, "d.revenue_key") with { Tells = ["annualRevenue"], Sortable = true, Nullable = true },
        Of("annualRevenue.currency", FieldType.Text, "lower(d.data -> 'annualRevenue' ->> 'currency')") with { Folded = true, Tells = ["annualRevenue"] },
        Place("street"), Place("postalCode"), Place("city"), Place("region"), Place("country"),
        Followers.FieldOf("company"),
        SegmentFilter.Field,
        Of("createdAt", FieldType.Moment, "d.created_at") with { Sortable = true },
        Of("createdBy", FieldType.Text, "d.data ->> 'createdBy'"),
        Of("updatedAt", FieldType.Moment, "d.updated_at") with { Sortable = true },
        Of("updatedBy", FieldType.Text, "d.data ->> 'updatedBy'"))
    {
        Relations =
        [
            new("parent", "company", "d.id", "d.parent_id in ({0})") { Through = Parent },
            new("contacts", "contact", "unnest(d.company_ids)", "d.id in ({0})") { Through = new("companies", FieldType.UuidList, "d.company_ids") { Record = "contact", Tells = ["companyId", "companies"] }, FarPath = "$.companies[*].companyId" },
        ],
    };

    private const string Phones = "array(select p ->> 'number' from jsonb_array_elements(d.data -> 'phones') as p)";

    private static IReadOnlyDictionary<string, string> Parts => new Dictionary<string, string>
    {
        ["industry"] = "d.industry_key",
        ["domains"] = "array_to_string(d.domains, E'\n')",
        ["phones"] = "jsonb_path_query_array(d.data, '$.phones[*].number')::text",
    };

    /// <summary>The domain of what somebody wrote, or what they wrote if it is only part of one.</summary>
    public static string DomainOf(string text) => DomainName.OfAddress(text) ?? text.Trim().ToLowerInvariant();

    private static Field Of(string name, FieldType type, string sql) => new(name, type, sql) { Record = "company" };

    private static Field Written(string name) => Of(name, FieldType.Text, $"lower(d.data ->> '{name}')") with { Folded = true };

    private static Field Place(string part) => Of($"address.{part}", FieldType.Text, $"lower(d.data -> 'address' ->> '{part}')") with { Folded = true, Tells = ["address"] };

    /// <summary>As much of a number as somebody wrote, without what people put between the digits.</summary>
    private static string? DigitsOf(string text) => string.Concat(text.Where(c => char.IsAsciiDigit(c) || c is '+')) is { Length: > 0 } digits ? digits : null;
}
