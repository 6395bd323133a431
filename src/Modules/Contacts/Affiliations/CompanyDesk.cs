using Crm.Contracts.Companies;
using Crm.Contracts.Contacts;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Problems;
using Crm.Kernel.Values;

namespace Crm.Contacts.Affiliations;

/// <summary>With which companies a contact may be: live ones within the caller's reach. One gone since may stay.</summary>
internal sealed class CompanyDesk(ICompanyDirectory companies, Outbox outbox)
{
    /// <summary>Refuses what the contact was not with and cannot be put with.</summary>
    /// <param name="pointer">Where the request names the company at that place of the list.</param>
    public async Task CheckAsync(IReadOnlyList<Affiliation> before, IReadOnlyList<Affiliation> after, Func<int, string> pointer, CancellationToken ct)
    {
        if (after.Count > Affiliation.Most) throw ContactProblems.TooManyCompanies.With(pointer: "/companies");
        var come = after.Select(a => a.CompanyId).Except(before.Select(a => a.CompanyId)).ToList();
        if (come.Count == 0) return;
        var known = await companies.HoldAsync(come, ct);
        var errors = after.Index().Where(a => come.Contains(a.Item.CompanyId) && !known.Contains(a.Item.CompanyId))
            .Select(a => new ProblemError(pointer(a.Index), ContactProblems.CompanyUnknown.Code, ContactProblems.CompanyUnknown.Title)).ToList();
        if (errors.Count > 0) throw new ProblemException(ContactProblems.CompanyUnknown) { Errors = errors };
    }

    /// <summary>Puts a contact that is with nobody with the company whose domain one of its addresses has, the primary address first. Who may not write the members does not by this way either.</summary>
    /// <param name="had">Addresses it had before: for them it was decided then.</param>
    public async Task PlaceByMailAsync(Contact contact, IReadOnlyList<Email> had, DateTimeOffset now, CancellationToken ct)
    {
        if (contact.Companies.Count > 0 || Rights.Current is { } rights && !MayWrite(rights)) return;
        var domains = contact.Emails.ExceptBy(had.Select(e => EmailClaim.Normalise(e.Address)), e => EmailClaim.Normalise(e.Address))
            .OrderByDescending(e => e.Primary).Select(e => PublicMailDomains.OrganizationOf(e.Address)).OfType<string>().Distinct().ToList();
        if (domains.Count == 0) return;
        var found = await companies.FindByDomainsAsync(domains, ct);
        if (domains.Find(found.ContainsKey) is { } domain) contact.BeWith([Affiliation.With(found[domain])]);
        else await outbox.PublishAsync(new ContactWithoutCompany(Guid.CreateVersion7(now), contact.Id)); // the company may be on its way in, unseen by this transaction and not seeing it
    }

    /// <summary>A new record is not held against what it was, so the member that follows the other is looked at here.</summary>
    public static void CheckRights(IReadOnlyList<Affiliation> come)
    {
        if (come.Count > 0 && Rights.Current is { } rights && !MayWrite(rights)) throw KernelProblems.FieldReadOnly.With(pointer: "/companyId");
    }

    private static bool MayWrite(Rights rights) => rights.Of("contact", "companyId") == FieldAccess.Write && rights.Of("contact", "companies") == FieldAccess.Write;
}
