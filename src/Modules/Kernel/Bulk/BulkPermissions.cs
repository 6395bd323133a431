namespace Crm.Kernel.Bulk;

internal static class BulkPermissions
{
    public const string Bulk = "records.bulk";

    public static readonly IReadOnlyList<Grant> All = [new(Bulk, "Change many records at once, as far as one may change them one by one.", Roles.Manager)];
}
