using Crm.Kernel;

namespace Crm.Identity.Audit;

internal static class AuditPermissions
{
    public const string Read = "audit.read";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(Read, "See who did what in the company, export it, and check that it was not changed afterwards."),
    ];
}
