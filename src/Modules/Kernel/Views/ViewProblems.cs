using Crm.Kernel.Problems;

namespace Crm.Kernel.Views;

/// <summary>What can go wrong with saved views.</summary>
public static class ViewProblems
{
    public static readonly ProblemType TooMany = new("view.tooMany", 409, "There are as many views as somebody can have",
        "Everybody keeps up to 100 views, those for others included. Delete some that are not needed.");

    public static readonly ProblemType Unknown = new("view.unknown", 422, "There is no such view",
        "`view` names a saved view that the caller can see, of the same kind of record.");
}
