namespace Crm.Kernel.Exports;

internal static class ExportPermissions
{
    public const string Export = "records.export";

    public static readonly IReadOnlyList<Grant> All = [new(Export, "Export the records one may see as files.", Roles.Manager)];
}
