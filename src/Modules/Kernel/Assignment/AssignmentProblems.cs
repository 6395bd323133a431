using Crm.Kernel.Problems;

namespace Crm.Kernel.Assignment;

/// <summary>What can be wrong with rules of assignment.</summary>
public static class AssignmentProblems
{
    public static readonly ProblemType TooManyRules = new("assignment.tooManyRules", 409, "There are as many rules as there can be",
        "A company has up to 100 rules of assignment.");
}
