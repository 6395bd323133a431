namespace Crm.Kernel.Changes;

/// <summary>Who may follow changes; what is told depends on which records and fields one may see.</summary>
public static class ChangePermissions
{
    public const string Read = "changes.read";

    public static readonly IReadOnlyList<Grant> All = [new(Read, "Follow what changes in the records one may see.", Roles.ReadOnly)];
}
