using Crm.Kernel.Access;
using Crm.Kernel.Search;

namespace Crm.Companies;

/// <summary>How companies are found.</summary>
internal static class CompanySearch
{
    public static readonly RecordSearch<Company> All = new(Company.Kind, Show, new Dictionary<SearchPlace, string>
    {
        [SearchPlace.Name] = "name",
        [SearchPlace.Address] = "domains",
        [SearchPlace.Phone] = "phones",
        [SearchPlace.More] = "custom",
    });

    private static SearchShown Show(Company company)
    {
        var sees = (string member) => Rights.Current?.Of(Company.Kind, member) is not FieldAccess.Hidden;
        return new(company.Name, (sees("domains") ? company.Domains.FirstOrDefault() : null) ?? (sees("address") ? company.Address?.City : null));
    }
}
