using Crm.Kernel.Tags;
using Crm.Kernel.Values;

namespace Crm.Companies.Duplicates;

/// <summary>What a company becomes that gets what it lacks.</summary>
internal static class Fill
{
    /// <summary>Empty members are filled, and lists get what they do not have; nothing that is there changes.</summary>
    public static CompanyFields LackingOf(this CompanyFields has, CompanyFields sent, Company draft) => has with
    {
        Domains = [.. has.Domains, .. draft.Domains.Except(has.Domains)],
        Industry = has.Industry ?? sent.Industry,
        Description = has.Description ?? sent.Description,
        Phones = [.. has.Phones, .. draft.Phones.ExceptBy(has.Phones.Select(p => p.Number), p => p.Number).Select(p => PhoneFields.Of(p) with { Primary = has.Phones.Count == 0 && p.Primary })],
        WebsiteUrl = has.WebsiteUrl ?? sent.WebsiteUrl,
        LinkedinUrl = has.LinkedinUrl ?? sent.LinkedinUrl,
        NumberOfEmployees = has.NumberOfEmployees ?? sent.NumberOfEmployees,
        AnnualRevenue = has.AnnualRevenue ?? sent.AnnualRevenue,
        Address = has.Address ?? sent.Address,
        ParentId = has.ParentId ?? sent.ParentId,
        Tags = [.. has.Tags, .. sent.Tags.ExceptBy(has.Tags.Select(Tag.KeyOf), Tag.KeyOf)],
        Source = has.Source ?? sent.Source,
        Custom = sent.Custom.Concat(has.Custom).GroupBy(v => v.Key).ToDictionary(g => g.Key, g => g.Last().Value),
    };
}
