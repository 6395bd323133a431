using Crm.Kernel.Problems;

namespace Crm.Kernel.Following;

/// <summary>What can be wrong with following.</summary>
public static class FollowingProblems
{
    public static readonly ProblemType TooManyFollowers = new("follower.tooMany", 409, "The record has as many followers as it can have",
        "Up to 200 members follow a record. Those who have left the company do not count.");
}
