using Crm.Kernel;

namespace Crm.Contacts.Consents;

internal static class ConsentPermissions
{
    public const string Read = "consents.read";
    public const string Write = "consents.write";
    public const string Configure = "consents.configure";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See what contacts allowed, and for which purposes that is asked.", Roles.ReadOnly),
        new(Write, "Record what contacts allow, refuse and withdraw.", Roles.Member),
        new(Configure, "Change the purposes that contacts are asked for."),
    ];
}
