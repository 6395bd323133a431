using Crm.Kernel;

namespace Crm.Identity.ApiKeys;

internal static class ApiKeyPermissions
{
    public const string Read = "apiKeys.read";
    public const string Write = "apiKeys.write";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See the company's API keys, not their secrets.") { PeopleOnly = true },
        new(Write, "Make API keys, change and rotate one's own, and revoke everybody's.") { PeopleOnly = true },
    ];
}
