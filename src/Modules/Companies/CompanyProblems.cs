using Crm.Kernel.Problems;

namespace Crm.Companies;

internal static class CompanyProblems
{
    public static readonly ProblemType DomainTaken = new("company.domainTaken", 409, "Another company has this domain",
        "A domain belongs to one live company. Companies in the trash do not count, so a restoration may clash as well: "
        + "change the other company, or leave the domain out.");

    public static readonly ProblemType ParentUnknown = new("company.parentUnknown", 422, "There is no such parent company",
        "A company can belong to a company that is not in the trash and that the caller may see.");

    public static readonly ProblemType Cycle = new("company.cycle", 409, "The company would belong to itself",
        "A company's parent is neither the company itself nor one of those below it. Those in the trash count, since they may be restored.");

    public static readonly ProblemType TooDeep = new("company.tooDeep", 409, "Companies stand too deep below each other",
        "From the topmost company to the lowest there are up to 20 levels, those in the trash included.");
}
