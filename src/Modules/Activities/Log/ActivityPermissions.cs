using Crm.Kernel;

namespace Crm.Activities.Log;

internal static class ActivityPermissions
{
    public const string Read = "activities.read";
    public const string Write = "activities.write";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See calls, meetings and whatever else was logged, also in timelines.", Roles.ReadOnly),
        new(Write, "Log, change, trash and restore calls and meetings.", Roles.Member),
    ];
}
