using Crm.Kernel.Problems;

namespace Crm.Activities.Attachments;

internal static class AttachmentProblems
{
    public static readonly ProblemType TooLarge = new("attachment.tooLarge", 422, "The file is too large",
        "The service sets how large one file may be. Divide it, or ask whoever runs the service.");

    public static readonly ProblemType NoSpace = new("attachment.noSpace", 422, "The company has no space left for it",
        "All attachments of a company have a space together, and uploads that are under way count with their whole size. What is thrown away frees its space after thirty days.");

    public static readonly ProblemType WrongOffset = new("attachment.wrongOffset", 409, "Another part is next",
        "The parts of a file come in order. `detail` names the byte with which the next one begins, and so does `received` of the attachment.");

    public static readonly ProblemType PastEnd = new("attachment.pastEnd", 422, "The part is longer than the file",
        "The upload was begun with a size, and the part ends behind it. Begin another upload, with the right size.");

    public static readonly ProblemType Unfinished = new("attachment.unfinished", 409, "The file is not there yet",
        "Its upload has not come to the last byte. `received` of the attachment says how far it is.");

    public static readonly ProblemType NoSuchRange = new("attachment.noSuchRange", 416, "The file has no such bytes",
        "The `Range` that was asked for begins behind the end of the file. `Content-Range` names its length.");
}
