using Crm.Kernel.Problems;

namespace Crm.Companies;

internal static class CompanyProblems
{
    public static readonly ProblemType DomainTaken = new("company.domainTaken", 409, "Another company has this domain",
        "A domain belongs to one live company. Companies in the trash do not count, so a restoration may clash as well: "
        + "change the other company, or leave the domain out.");

    public static readonly ProblemType Duplicate = new("company.duplicate", 409, "The company is likely to be there already",
        "One with the same name, whatever its legal form, has the same city, country or phone number. `candidates` names them with scores and reasons. Repeat with `onDuplicate=allow` to create "
        + "the company all the same, `return` to be answered the likeliest, or `merge` to give that one what it lacks.");

    public static readonly ProblemType Merged = new("company.merged", 404, "The company became part of another",
        "It was merged and lies in the trash. `mergedInto` is the company that remained; the merge can be reversed for 30 days.");

    public static readonly ProblemType MergeNotReversible = new("company.mergeNotReversible", 409, "The merge cannot be reversed",
        "It was 30 days ago or more, was reversed already, one of the companies came out of the trash by itself, or their places in the tree no longer fit together.");

    public static readonly ProblemType MergeTooLarge = new("company.mergeTooLarge", 409, "Too much would have to move",
        "At most 2,000 contacts and 500 companies below move to the company that remains. Merge fewer companies at once.");

    public static readonly ProblemType ParentUnknown = new("company.parentUnknown", 422, "There is no such parent company",
        "A company can belong to a company that is not in the trash and that the caller may see.");

    public static readonly ProblemType Cycle = new("company.cycle", 409, "The company would belong to itself",
        "A company's parent is neither the company itself nor one of those below it. Those in the trash count, since they may be restored.");

    public static readonly ProblemType TooDeep = new("company.tooDeep", 409, "Companies stand too deep below each other",
        "From the topmost company to the lowest there are up to 20 levels, those in the trash included.");
}
