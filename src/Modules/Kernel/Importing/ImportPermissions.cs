namespace Crm.Kernel.Importing;

internal static class ImportPermissions
{
    public const string Import = "records.import";

    public static readonly IReadOnlyList<Grant> All = [new(Import, "Import records from files, as far as one may write such records.", Roles.Member)];
}
