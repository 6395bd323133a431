using Crm.Kernel.Problems;

namespace Crm.Kernel.Batches;

/// <summary>What can go wrong with a batch as a whole.</summary>
public static class BatchProblems
{
    public static readonly ProblemType ItemFailed = new("batch.itemFailed", 422, "An item of the atomic batch failed",
        "`errors` points at the item and at what is wrong with it, with the code that a request of its own would have been answered with. None of the items has had any effect.");
}
