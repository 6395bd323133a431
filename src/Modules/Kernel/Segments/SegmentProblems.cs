using Crm.Kernel.Problems;

namespace Crm.Kernel.Segments;

/// <summary>What can go wrong with segments.</summary>
public static class SegmentProblems
{
    public static readonly ProblemType NameTaken = new("segment.nameTaken", 409, "A segment has this name already",
        "Segments of one kind of record have different names, whatever their case.");

    public static readonly ProblemType TooMany = new("segment.tooMany", 409, "There are as many segments as a company can have",
        "A company keeps up to 200 segments. Delete some that are not needed.");
}
