using Crm.Kernel;

namespace Crm.Activities.Notes;

internal static class NotePermissions
{
    public const string Read = "notes.read";
    public const string Write = "notes.write";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See notes, also in timelines.", Roles.ReadOnly),
        new(Write, "Create, change, trash and restore notes.", Roles.Member),
    ];
}
