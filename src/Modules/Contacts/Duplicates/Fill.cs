using Crm.Contacts.Affiliations;
using Crm.Kernel.Tags;
using Crm.Kernel.Values;

namespace Crm.Contacts.Duplicates;

/// <summary>What a contact becomes that gets what it lacks.</summary>
internal static class Fill
{
    /// <summary>Empty members are filled, and lists get what they do not have; nothing that is there changes.</summary>
    public static ContactFields LackingOf(this ContactFields has, ContactFields sent, Contact draft) => has with
    {
        FirstName = has.FirstName ?? sent.FirstName,
        LastName = has.LastName ?? sent.LastName,
        Emails = [.. has.Emails, .. sent.Emails.ExceptBy(has.Emails.Select(e => EmailClaim.Normalise(e.Address)), e => EmailClaim.Normalise(e.Address)).Select(e => e with { Primary = has.Emails.Count == 0 && e.Primary is true })],
        Phones = [.. has.Phones, .. draft.Phones.ExceptBy(has.Phones.Select(p => p.Number), p => p.Number).Select(p => PhoneFields.Of(p) with { Primary = has.Phones.Count == 0 && p.Primary })],
        JobTitle = has.JobTitle ?? sent.JobTitle,
        Companies = [.. has.Companies, .. draft.Companies.ExceptBy(has.Companies.Select(a => a.CompanyId), a => a.CompanyId).Select(a => AffiliationFields.Of(a) with { Primary = has.CompanyId is null && a.Primary })],
        CompanyId = has.CompanyId ?? draft.CompanyId,
        Tags = [.. has.Tags, .. sent.Tags.ExceptBy(has.Tags.Select(Tag.KeyOf), Tag.KeyOf)],
        Source = has.Source ?? sent.Source,
        Address = has.Address ?? sent.Address,
        Custom = sent.Custom.Concat(has.Custom).GroupBy(v => v.Key).ToDictionary(g => g.Key, g => g.Last().Value),
    };
}
