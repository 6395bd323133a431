namespace Crm.Kernel.CustomFields;

/// <summary>Who may see and change the fields that a company gave its records.</summary>
public static class CustomFieldPermissions
{
    public const string Read = "customFields.read";
    public const string Write = "customFields.write";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See which fields the company's records have.", Roles.ReadOnly),
        new(Write, "Add, change and archive custom fields."),
    ];
}
