using Crm.Kernel;

namespace Crm.Activities.Tasks;

internal static class TaskPermissions
{
    public const string Read = "tasks.read";
    public const string Write = "tasks.write";
    public const string Configure = "tasks.configure";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See tasks, also in timelines, and the queues they wait in.", Roles.ReadOnly),
        new(Write, "Create, claim, change, complete, trash and restore tasks.", Roles.Member),
        new(Configure, "Change the queues that tasks wait in, and who takes from them."),
    ];
}
