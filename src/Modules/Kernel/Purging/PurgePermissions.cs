namespace Crm.Kernel.Purging;

internal static class PurgePermissions
{
    public const string Purge = "trash.purge";

    public static readonly IReadOnlyList<Grant> All = [new(Purge, "Remove records from the trash for good, before their time.")];
}
