using Crm.Kernel.Problems;

namespace Crm.Identity.Platform;

internal static class PlatformProblems
{
    public static readonly ProblemType SetupTokenInvalid = new("platform.setupTokenInvalid", 422, "The token is not valid",
        "It was used, replaced, or is older than a day. `Crm.Host operators add` makes another.");

    public static readonly ProblemType TenantUnknown = new("platform.tenantUnknown", 422, "There is no such company",
        "Give the id or the slug of an active company.");

    public static readonly ProblemType MemberUnknown = new("platform.memberUnknown", 422, "The company has no such member",
        "Give the account id or the address of an active member.");

    public static readonly ProblemType Forbidden = new("impersonation.forbidden", 403, "The company does not allow it",
        "The company's security policy forbids operators to work in it. Ask one of its owners.");

    public static readonly ProblemType Ended = new("impersonation.ended", 409, "The stay is over",
        "It expired, or somebody ended it. Begin another one, with its own reason.");
}
