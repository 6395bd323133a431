using Crm.Kernel;

namespace Crm.Identity.Sso;

internal static class SsoPermissions
{
    public const string Read = "sso.read";

    /// <summary>Whoever says which provider speaks for the company's people could have it speak for an owner: a matter of owners, or of whom they give it to.</summary>
    public const string Write = "sso.write";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See the company's single sign-on, not its secret.") { PeopleOnly = true },
        new(Write, "Set up single sign-on and prove domains: whoever may can log in as anybody, owners too.", Roles.Owner) { PeopleOnly = true },
    ];
}
