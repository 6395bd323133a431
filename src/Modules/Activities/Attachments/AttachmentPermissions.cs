using Crm.Kernel;

namespace Crm.Activities.Attachments;

internal static class AttachmentPermissions
{
    public const string Read = "attachments.read";
    public const string Write = "attachments.write";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See and download attachments, also in timelines.", Roles.ReadOnly),
        new(Write, "Upload, rename, trash and restore attachments.", Roles.Member),
    ];
}
