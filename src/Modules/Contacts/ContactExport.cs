using System.Globalization;
using System.Text.RegularExpressions;
using Crm.Kernel.Exports;
using Crm.Kernel.Values;

namespace Crm.Contacts;

/// <summary>Contacts as a table and as cards. Headers are the names of the API's members where there is one; of several values the primary one has a column, and the others share one.</summary>
internal static partial class ContactExport
{
    public static readonly RecordExport<Contact, ContactView> All = new("contact", ContactView.Of,
    [
        new("id", "id", c => c.Id.ToString()),
        new("firstName", "firstName", c => c.FirstName),
        new("lastName", "lastName", c => c.LastName),
        new("fullName", "fullName", c => c.FullName),
        new("email", "emails", c => Sorted(c.Emails).FirstOrDefault()?.Address),
        new("otherEmails", "emails", c => ExportText.Joined(Sorted(c.Emails).Skip(1).Select(e => e.Address))),
        new("phone", "phones", c => Sorted(c.Phones).FirstOrDefault()?.Number),
        new("otherPhones", "phones", c => ExportText.Joined(Sorted(c.Phones).Skip(1).Select(p => p.Number))),
        new("jobTitle", "jobTitle", c => c.JobTitle),
        new("companyId", "companyId", c => c.CompanyId?.ToString()),
        new("stage", "stage", c => c.Stage),
        new("ownerId", "ownerId", c => c.OwnerId?.ToString()),
        new("tags", "tags", c => ExportText.Joined(c.Tags)),
        new("source", "source", c => c.Source),
        .. ExportText.Address<ContactView>(c => c.Address),
        new("createdAt", "createdAt", c => ExportText.Moment(c.CreatedAt)),
        new("createdBy", "createdBy", c => c.CreatedBy),
        new("updatedAt", "updatedAt", c => ExportText.Moment(c.UpdatedAt)),
        new("updatedBy", "updatedBy", c => c.UpdatedBy),
    ], c => c.Custom, Card);

    private static void Card(VCardWriter card, ContactView c, Func<string, bool> sees)
    {
        // Every card has an id and a name to show; what may be seen of the contact is in that name already.
        card.Add("UID", $"urn:uuid:{c.Id}").Add("FN", c.FullName);
        card.AddParts("N", sees("lastName") ? c.LastName : null, sees("firstName") ? c.FirstName : null, "", "", "");
        foreach (var email in sees("emails") ? Sorted(c.Emails) : []) card.Add($"EMAIL{Kind(email.Label)}{Preferred(email.Primary)}", email.Address);
        foreach (var phone in sees("phones") ? Sorted(c.Phones) : []) card.Add($"TEL;VALUE=uri{Kind(phone.Label)}{Preferred(phone.Primary)}", $"tel:{phone.Number}");
        if (sees("jobTitle")) card.Add("TITLE", c.JobTitle);
        if (sees("address") && c.Address is { } a) card.AddParts("ADR", "", a.Street2, a.Street, a.City, a.Region, a.PostalCode, a.Country);
        if (sees("tags")) card.AddList("CATEGORIES", c.Tags);
        if (sees("updatedAt")) card.Add("REV", c.UpdatedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
    }

    private static IEnumerable<Email> Sorted(IEnumerable<Email> emails) => emails.OrderByDescending(e => e.Primary);

    private static IEnumerable<Phone> Sorted(IEnumerable<Phone> phones) => phones.OrderByDescending(p => p.Primary);

    private static string Preferred(bool primary) => primary ? ";PREF=1" : "";

    /// <summary>A label that is a word of its own; any other would not be a parameter.</summary>
    private static string Kind(string? label) => label is not null && Word().IsMatch(label) ? $";TYPE={label.ToLowerInvariant()}" : "";

    [GeneratedRegex(@"^[A-Za-z0-9-]{1,30}\z")]
    private static partial Regex Word();
}
