namespace Crm.Kernel.Organizations;

internal static class OrganizationPermissions
{
    public const string Read = "organization.read";
    public const string Write = "organization.write";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See the company's time zone, currency and calendar.", Roles.ReadOnly),
        new(Write, "Change the company's time zone, currency and calendar."),
    ];
}
