using Crm.Kernel.Problems;

namespace Crm.Tenancy;

/// <summary>The problems of signup and of reaching a tenant.</summary>
public static class TenancyProblems
{
    public static readonly ProblemType Unknown = new("tenant.unknown", 403, "The company is not there",
        "The company the token is for has been closed. Log in to another one.");

    public static readonly ProblemType Suspended = new("tenant.suspended", 403, "The company is suspended",
        "The company's owner or the operator can say why and lift it. Nothing was lost.");

    public static readonly ProblemType ReadOnly = new("tenant.readOnly", 423, "The company is read-only",
        "Reading works, writing does not, until the plan is renewed or maintenance ends.");

    public static readonly ProblemType Behind = new("tenant.upgrading", 503, "The company's database is being upgraded",
        "Its schema is older than this release. Try again after `Retry-After` seconds.");

    public static readonly ProblemType HostMismatch = new("tenant.hostMismatch", 403, "The host belongs to another company",
        "A host name may only agree with the company the token is for. Switch company or host.");

    public static readonly ProblemType SlugTaken = new("slug.taken", 409, "The slug is taken",
        "Another company uses or reserves this slug, or it is kept for the product. Choose another one.");

    public static readonly ProblemType SignupNotFound = new("signup.notFound", 404, "There is no such signup",
        "The id is wrong, or the signup expired 24 hours after it was made without being verified.");

    public static readonly ProblemType TokenInvalid = new("signup.tokenInvalid", 422, "The verification token is not valid",
        "Use the link of the newest mail. A token belongs to one signup and expires with it.");
}
