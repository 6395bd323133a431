using Crm.Kernel;

namespace Crm.Companies;

internal static class CompanyPermissions
{
    public const string Read = "companies.read";
    public const string Write = "companies.write";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See companies and how they belong together.", Roles.ReadOnly),
        new(Write, "Create, change, trash and restore companies.", Roles.Member),
    ];
}
