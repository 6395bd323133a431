using Crm.Contracts.Companies;

namespace Crm.Contacts;

/// <summary>Which company a contact may be put with: a live one within the caller's reach. One gone since may stay.</summary>
internal static class ContactCompany
{
    /// <param name="before">The company it is with now.</param>
    public static async ValueTask CheckCompanyAsync(this ICompanyDirectory companies, Guid? companyId, Guid? before, CancellationToken ct)
    {
        if (companyId is { } company && company != before && !await companies.ExistsAsync(company, ct))
            throw ContactProblems.CompanyUnknown.With(pointer: "/companyId");
    }
}
