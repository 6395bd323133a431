using Crm.Kernel;

namespace Crm.Contacts;

internal static class ContactPermissions
{
    public const string Read = "contacts.read";
    public const string Write = "contacts.write";
    public const string Configure = "contacts.configure";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See contacts, their timelines, stages and tags.", Roles.ReadOnly),
        new(Write, "Create, change, trash and restore contacts.", Roles.Member),
        new(Configure, "Change the stages that contacts go through."),
    ];
}
