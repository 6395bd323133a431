using Crm.Kernel;

namespace Crm.Identity.Sso;

internal static class SsoPermissions
{
    public const string Read = "sso.read";
    public const string Write = "sso.write";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See the company's single sign-on, not its secret.") { PeopleOnly = true },
        new(Write, "Set up single sign-on and prove domains.") { PeopleOnly = true },
    ];
}
