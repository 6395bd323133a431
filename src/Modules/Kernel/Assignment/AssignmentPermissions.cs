namespace Crm.Kernel.Assignment;

internal static class AssignmentPermissions
{
    public const string Read = "assignmentRules.read";
    public const string Configure = "assignmentRules.configure";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See by which rules records get their owners.", Roles.Member),
        new(Configure, "Change the rules by which records get their owners."),
    ];
}
