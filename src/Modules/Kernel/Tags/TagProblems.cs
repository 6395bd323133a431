using Crm.Kernel.Problems;

namespace Crm.Kernel.Tags;

/// <summary>What can go wrong with tags.</summary>
public static class TagProblems
{
    internal const string KeyIndex = "mt_doc_tag_idx_key";

    public static readonly ProblemType NameTaken = new("tag.nameTaken", 409, "There is a tag of this name",
        "Names are told apart without regard to case. To make one tag of two, use `POST /api/v1/tags/{id}/merges`.");

    public static readonly ProblemType Busy = new("tag.busy", 409, "The tag is being changed already",
        "A job renames, merges or deletes it. Try again when that has ended.");
}
