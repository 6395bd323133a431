using System.Globalization;
using Crm.Kernel.Exports;

namespace Crm.Companies;

/// <summary>Companies as a table and as cards of organizations. Headers are the names of the API's members where there is one.</summary>
internal static class CompanyExport
{
    public static readonly RecordExport<Company, CompanyView> All = new("company", CompanyView.Of,
    [
        new("id", "id", c => c.Id.ToString()),
        new("name", "name", c => c.Name),
        new("domains", "domains", c => ExportText.Joined(c.Domains)),
        new("industry", "industry", c => c.Industry),
        new("description", "description", c => c.Description),
        new("phone", "phones", c => c.Phones.OrderByDescending(p => p.Primary).FirstOrDefault()?.Number),
        new("otherPhones", "phones", c => ExportText.Joined(c.Phones.OrderByDescending(p => p.Primary).Skip(1).Select(p => p.Number))),
        new("websiteUrl", "websiteUrl", c => c.WebsiteUrl),
        new("linkedinUrl", "linkedinUrl", c => c.LinkedinUrl),
        new("numberOfEmployees", "numberOfEmployees", c => c.NumberOfEmployees?.ToString(CultureInfo.InvariantCulture)),
        new("annualRevenue.amount", "annualRevenue", c => c.AnnualRevenue?.Amount.ToString(CultureInfo.InvariantCulture)),
        new("annualRevenue.currency", "annualRevenue", c => c.AnnualRevenue?.Currency),
        .. ExportText.Address<CompanyView>(c => c.Address),
        new("parentId", "parentId", c => c.ParentId?.ToString()),
        new("ownerId", "ownerId", c => c.OwnerId?.ToString()),
        new("tags", "tags", c => ExportText.Joined(c.Tags)),
        new("source", "source", c => c.Source),
        new("createdAt", "createdAt", c => ExportText.Moment(c.CreatedAt)),
        new("createdBy", "createdBy", c => c.CreatedBy),
        new("updatedAt", "updatedAt", c => ExportText.Moment(c.UpdatedAt)),
        new("updatedBy", "updatedBy", c => c.UpdatedBy),
    ], c => c.Custom, Card);

    private static void Card(VCardWriter card, CompanyView c, Func<string, bool> sees)
    {
        card.Add("UID", $"urn:uuid:{c.Id}").Add("KIND", "org").Add("FN", c.Name).Add("ORG", c.Name);
        foreach (var phone in sees("phones") ? c.Phones : []) card.Add(phone.Primary ? "TEL;VALUE=uri;PREF=1" : "TEL;VALUE=uri", $"tel:{phone.Number}");
        if (sees("websiteUrl")) card.Add("URL", c.WebsiteUrl);
        if (sees("description")) card.Add("NOTE", c.Description);
        if (sees("address") && c.Address is { } a) card.AddParts("ADR", "", a.Street2, a.Street, a.City, a.Region, a.PostalCode, a.Country);
        if (sees("tags")) card.AddList("CATEGORIES", c.Tags);
    }
}
