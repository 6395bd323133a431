namespace Crm.Kernel.Privacy;

internal static class PrivacyPermissions
{
    public const string Erase = "privacy.erase";
    public const string Export = "privacy.export";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Erase, "Erase people whom the company holds data of, and see the certificates.") { PeopleOnly = true },
        new(Export, "Export all that the company holds of a person.") { PeopleOnly = true },
    ];
}
